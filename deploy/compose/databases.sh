#!/bin/bash
# A database and a role, which sees no other's, for each service that has none. Postgres runs it once, while it is empty;
# deploy/compose/databases runs it in one that is not, for services that came later.
set -euo pipefail

ask() {
    psql -q -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres "$@"
}

for secret in /run/secrets/*; do
    service=${secret##*/}
    url=$(cat "$secret") # postgresql+asyncpg://role:password@postgres/database; of the superuser it is a password alone
    [[ $url == *://* ]] || continue
    [ -z "$(ask -At -v service="$service" <<<"select 1 from pg_database where datname = :'service'")" ] || continue
    password=${url#*://*:} password=${password%@*}
    ask -v service="$service" -v password="$password" <<'SQL'
select format('create role %I', :'service') where to_regrole(:'service') is null \gexec
alter role :"service" login password :'password';
create database :"service" owner :"service";
revoke connect, temporary on database :"service" from public;
SQL
    echo "made the database of $service"
done
