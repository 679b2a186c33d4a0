# A login shell that talks, as many real ones do: bash reads this file even for `ssh host command`.
echo 'Welcome to shop-1! 3 updates can be applied immediately.'
echo 'banner: you have mail' >&2
