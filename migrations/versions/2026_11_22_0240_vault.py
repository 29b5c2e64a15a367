"""Contacts of the vault, and who opened them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "kernel_20261122_2"
down_revision = "professionals_20261122_1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contact",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        sa.Column("civility", sa.LargeBinary(), nullable=True),
        sa.Column("first_name", sa.LargeBinary(), nullable=True),
        sa.Column("last_name", sa.LargeBinary(), nullable=True),
        sa.Column("company_name", sa.LargeBinary(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("second_phone", sa.LargeBinary(), nullable=True),
        sa.Column("email", sa.LargeBinary(), nullable=True),
        sa.Column("street", sa.LargeBinary(), nullable=True),
        sa.Column("floor", sa.LargeBinary(), nullable=True),
        sa.Column("access", sa.LargeBinary(), nullable=True),
        sa.Column("tokens", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("operator_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["base_operator.id"], name=op.f("fk_contact_operator_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("uid", name=op.f("uq_contact_uid")),
    )
    op.create_index(op.f("ix_contact_key_id"), "contact", ["key_id"], unique=False)
    op.create_index(op.f("ix_contact_operator_id"), "contact", ["operator_id"], unique=False)
    op.create_index(op.f("ix_contact_tokens"), "contact", ["tokens"], unique=False, postgresql_using="gin")
    op.create_table(
        "contact_access",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("operator_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["ab_user.id"], name=op.f("fk_contact_access_account_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_contact_access_contact_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["base_operator.id"], name=op.f("fk_contact_access_operator_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_access")),
    )
    op.create_index(op.f("ix_contact_access_account_id"), "contact_access", ["account_id"], unique=False)
    op.create_index(op.f("ix_contact_access_at"), "contact_access", ["at"], unique=False)
    op.create_index(op.f("ix_contact_access_contact_id"), "contact_access", ["contact_id"], unique=False)
    op.create_index(op.f("ix_contact_access_operator_id"), "contact_access", ["operator_id"], unique=False)


def downgrade() -> None:
    op.drop_table("contact_access")
    op.drop_table("contact")
