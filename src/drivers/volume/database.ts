import type { VolumeUser } from './facts.js'

/** The kind of database that keeps its files on the volume through this container; undefined where none does. */
export function databaseOn({ imageName, place }: VolumeUser): string | undefined {
  const subject = `${imageName} ${place}`
  return DATABASES.find(({ sign }) => sign.test(subject))?.name
}

// Image names lie, since many build their own; where the files lie is the better sign, unless it is as common as /data.
const DATABASES: readonly { readonly name: string; readonly sign: RegExp }[] = [
  {
    name: 'postgres',
    sign: / (\/var\/lib|\/bitnami)\/postgresql(\/|$)| \/home\/postgres\/pgdata|(postgres|postgis|timescale|pgvector)\S* \/(pg)?data(\/|$)/
  },
  {
    name: 'mysql',
    sign: / (\/var\/lib|\/bitnami)\/(mysql|mariadb)(\/|$)|(mysql|mariadb|percona)\S* \/data(\/|$)/
  },
  { name: 'mongodb', sign: / \/data\/(db|configdb)(\/|$)| \/bitnami\/mongodb|mongo\S* \/data(\/|$)/ },
  {
    name: 'redis',
    sign: /(redis|valkey|keydb|dragonfly)\S* (\/data|\/bitnami\/\S*)$| \/var\/lib\/(redis|valkey)/
  },
  { name: 'neo4j', sign: /neo4j\S* \/data(\/|$)| \/var\/lib\/neo4j\/data/ },
  { name: 'qdrant', sign: / \/qdrant\/storage/ },
  { name: 'elasticsearch', sign: / \/usr\/share\/(elasticsearch|opensearch)\/data/ },
  { name: 'clickhouse', sign: / \/var\/lib\/clickhouse/ },
  { name: 'influxdb', sign: / \/var\/lib\/influxdb2?/ },
  { name: 'cassandra', sign: / \/var\/lib\/(cassandra|scylla)/ },
  { name: 'couchdb', sign: / \/opt\/couchdb\/data/ }
]
