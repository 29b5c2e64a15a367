"""Versions of the terms, and the trigger that keeps them as they were published"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "legal_20261122_1"
down_revision = "kernel_20261122_2"
branch_labels = None
depends_on = None

#: What was published is never changed nor taken away: only its place in time still moves.
_STAYS = """
    create function legal_published_stays() returns trigger language plpgsql as $$
    begin
        if old.state = 'draft' and tg_op = 'DELETE' then
            return old;
        elsif old.state = 'draft' then
            return new;
        end if;
        if tg_op = 'DELETE' or new.state = 'draft'
            or (new.id, new.operator_id, new.kind, new.number, new.heading, new.body, new.price_min_ht, new.price_max_ht,
                new.recredit_days, new.contact_minutes, new.onsite_minutes, new.sha256, new.published_at,
                new.effective_at)
            is distinct from
               (old.id, old.operator_id, old.kind, old.number, old.heading, old.body, old.price_min_ht, old.price_max_ht,
                old.recredit_days, old.contact_minutes, old.onsite_minutes, old.sha256, old.published_at,
                old.effective_at)
        then
            raise exception 'Une version publiée ne peut plus être modifiée.' using errcode = 'integrity_constraint_violation';
        end if;
        return new;
    end $$
"""
_TRIGGER = (
    "create trigger published_stays before update or delete on legal_version"
    " for each row execute function legal_published_stays()"
)


def upgrade() -> None:
    op.create_table(
        "legal_version",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("heading", sa.String(length=160), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("price_min_ht", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("price_max_ht", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("recredit_days", sa.Integer(), nullable=False),
        sa.Column("contact_minutes", sa.Integer(), nullable=False),
        sa.Column("onsite_minutes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.Column("operator_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "price_min_ht > 0 and price_min_ht <= price_max_ht", name=op.f("ck_legal_version_price_bounds")
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["base_operator.id"], name=op.f("fk_legal_version_operator_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_version")),
        sa.UniqueConstraint("operator_id", "kind", "number", name=op.f("uq_legal_version_operator_id_kind_number")),
    )
    op.create_index(op.f("ix_legal_version_operator_id"), "legal_version", ["operator_id"], unique=False)
    op.create_index(op.f("ix_legal_version_state"), "legal_version", ["state"], unique=False)
    op.create_index(op.f("ix_legal_version_words"), "legal_version", ["words"], unique=False, postgresql_using="gin")
    op.create_index(
        "uq_legal_version_in_force",
        "legal_version",
        ["operator_id", "kind"],
        unique=True,
        postgresql_where=sa.text("state = 'in_force'"),
    )
    op.execute(_STAYS)
    op.execute(_TRIGGER)


def downgrade() -> None:
    op.drop_index(
        "uq_legal_version_in_force", table_name="legal_version", postgresql_where=sa.text("state = 'in_force'")
    )
    op.drop_index(op.f("ix_legal_version_words"), table_name="legal_version", postgresql_using="gin")
    op.drop_index(op.f("ix_legal_version_state"), table_name="legal_version")
    op.drop_index(op.f("ix_legal_version_operator_id"), table_name="legal_version")
    op.drop_table("legal_version")
    op.execute("drop function legal_published_stays()")
