#!/bin/bash
# For each service a database, a role that owns its tables, and one in which it works and which owns nothing; neither sees
# another's. Postgres runs it once, while it is empty; deploy/compose/databases runs it in one that is not.
set -euo pipefail
cd "${SECRETS:-/run/secrets}"

ask() {
    psql -q -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres "$@"
}

password_in() { # of a file with postgresql+asyncpg://role:password@postgres/database
    local url password
    url=$(cat "$1") password=${url#*://*:}
    printf '%s' "${password%@*}"
}

for works in *_service; do
    service=${works%_service}
    found=$(ask -At -v service="$service" <<<"select 1 from pg_database where datname = :'service'")
    ask -v service="$service" -v password="$(password_in "$service")" \
        -v works="$works" -v its_password="$(password_in "$works")" <<'SQL'
select format('create role %I', role) from unnest(array[:'service', :'works']) as role where to_regrole(role) is null \gexec
alter role :"service" login password :'password';
alter role :"service" set takwin.reach = 'whole';
alter role :"works" login password :'its_password';
select format('create database %I owner %I', :'service', :'service')
    where not exists (select from pg_database where datname = :'service') \gexec
revoke connect, temporary on database :"service" from public;
grant connect on database :"service" to :"works";
SQL
    [ -n "$found" ] || echo "made the database of $service"
done
