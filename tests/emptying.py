"""A database that a test has used, given to the next one: emptied takes a tenth of what a new copy takes."""

import asyncpg

# Whatever changes a table, a rule or a function writes a row of these; emptying a table does not.
SHAPE = """
select concat_ws(' ', (select string_agg(version_num, ' ' order by version_num) from alembic_version), {newest})
"""
CATALOGUES = ("pg_attribute", "pg_attrdef", "pg_constraint", "pg_index", "pg_trigger", "pg_proc", "pg_sequence")
NEWEST = ", ".join(f"(select concat(count(*), ' ', max(xmin::text::bigint)) from {it})" for it in CATALOGUES)

OTHERS = "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and pid <> "
USED = """
select string_agg(format('%I.%I', schemaname, tablename), ', ') from pg_tables
where schemaname = 'public' and tablename <> 'alembic_version'
and pg_relation_size(format('%I.%I', schemaname, tablename)::regclass) > 0
"""


async def shape(url: str) -> str:
    """Say what the migrations, and whoever came after them, have made of the database."""
    connection = await asyncpg.connect(url)
    try:
        return str(await connection.fetchval(SHAPE.format(newest=NEWEST)))
    finally:
        await connection.close()


async def empty(url: str, wanted: str) -> bool:
    """Take every row out and count from one again; False, and nothing done, where the shape is not the wanted one."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(OTHERS + "pg_backend_pid()")
        if await connection.fetchval(SHAPE.format(newest=NEWEST)) != wanted:
            return False
        if used := await connection.fetchval(USED):
            await connection.execute(f"truncate {used} restart identity cascade")
        return True
    finally:
        await connection.close()
