"""A throw-away add-on of both sides: jobs offered to members, who see their own offers and claim one."""

from app.addons import Addon

addon = Addon(name="guild", label="Guilde", depends=("base",), package="tests.portal.guild")

#: A definer function that notes what it gives; an add-on makes it in a migration, the fixtures of the tests from here.
FUNCTIONS = (
    """
create function guild_peek(job bigint) returns table (secret text) language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
begin
    if not exists (select from guild_offer where job_id = job and member_id = portal_fact_member_id()) then
        raise exception 'not yours' using errcode = '42501';
    end if;
    update guild_job set peeked = peeked + 1 where id = job;
    return query select guild_job.secret::text from guild_job where id = job;
end $$
""",
)
