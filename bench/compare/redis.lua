-- Describes every key of one database as text. ARGV[1] = the number of the database.
local function quoted(value)
  if #value > 4096 then return '(' .. #value .. ' bytes, sha1 ' .. redis.sha1hex(value) .. ')' end
  return '"' .. string.gsub(value, '[^%w%p ]', function(char) return string.format('\\x%02x', string.byte(char)) end) .. '"'
end

local function shown(reply)
  if type(reply) ~= 'table' then return type(reply) == 'string' and quoted(reply) or tostring(reply) end
  if reply.ok then return reply.ok end
  local parts = {}
  for index, part in ipairs(reply) do parts[index] = shown(part) end
  return '[' .. table.concat(parts, ' ') .. ']'
end

-- Members of sets and fields of hashes have no order of their own.
local function sorted(parts)
  table.sort(parts)
  return table.concat(parts, ' ')
end

-- A flat list of names and values as text, without those names that say how the server keeps or serves the data.
local function fields(flat, describers)
  local parts = {}
  for index = 1, #flat, 2 do
    local describe = describers[flat[index]]
    if describe == nil then describe = shown end
    if describe then table.insert(parts, flat[index] .. '=' .. describe(flat[index + 1])) end
  end
  return '{' .. table.concat(parts, ' ') .. '}'
end

local function each(describe)
  return function(list)
    local parts = {}
    for index, item in ipairs(list) do parts[index] = describe(item) end
    return '[' .. table.concat(parts, ' ') .. ']'
  end
end

local function consumer(flat) return fields(flat, { ['seen-time'] = false, ['active-time'] = false }) end
local function group(flat) return fields(flat, { consumers = each(consumer) }) end
local function stream(flat)
  return fields(flat, { ['radix-tree-keys'] = false, ['radix-tree-nodes'] = false, entries = false, groups = each(group) })
end

local readers = {
  string = function(key) return shown(redis.call('GET', key)) end,
  list = function(key) return shown(redis.call('LRANGE', key, 0, -1)) end,
  zset = function(key) return shown(redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')) end,
  stream = function(key)
    return shown(redis.call('XRANGE', key, '-', '+')) .. ' ' .. stream(redis.call('XINFO', 'STREAM', key, 'FULL', 'COUNT', 0))
  end,
  set = function(key)
    local members = redis.call('SMEMBERS', key)
    for index, member in ipairs(members) do members[index] = quoted(member) end
    return sorted(members)
  end,
  hash = function(key)
    local reply, fields = redis.call('HGETALL', key), {}
    for index = 1, #reply, 2 do
      local times = redis.pcall('HPEXPIRETIME', key, 'FIELDS', 1, reply[index])
      local expiry = (times[1] and times[1] > 0) and '@' .. string.format('%.0f', times[1]) or ''
      table.insert(fields, quoted(reply[index]) .. '=' .. quoted(reply[index + 1]) .. expiry)
    end
    return sorted(fields)
  end
}

redis.call('SELECT', ARGV[1])
local lines, cursor = {}, '0'
repeat
  local reply = redis.call('SCAN', cursor, 'COUNT', 1000)
  cursor = reply[1]
  for _, key in ipairs(reply[2]) do
    local kind = redis.call('TYPE', key).ok
    local read = readers[kind] or function() return 'a type that is not compared' end
    local expiry = string.format('%.0f', redis.call('PEXPIRETIME', key))
    table.insert(lines, table.concat({ ARGV[1], quoted(key), kind, expiry, read(key) }, ' '))
  end
until cursor == '0'
table.sort(lines)
return table.concat(lines, '\n')
