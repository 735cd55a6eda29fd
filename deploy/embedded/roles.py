"""Roles of one service in Postgres, and the statements that make them and its database."""

# Run at each start: whoever is missing is made, and the passwords are those in our files. One role owns the tables and
# sees all of them, another is that in which the service works.
ROLES_AND_DATABASE = r"""
\set name {name}
\set password {password}
\set worker {worker}
\set workers_password {workers_password}
select format('create role %I login', role) from unnest(array[:'name', :'worker']) as role
    where not exists (select from pg_roles where rolname = role) \gexec
alter role :"name" password :'password';
alter role :"worker" password :'workers_password';
alter role :"name" set takwin.reach = 'whole';
select format('create database %I owner %I', :'name', :'name')
    where not exists (select from pg_database where datname = :'name') \gexec
revoke all on database :"name" from public;
grant connect on database :"name" to :"worker";
"""


def worker_of(service: str) -> str:
    """Return the role in which a service works."""
    return f"{service}_service"
