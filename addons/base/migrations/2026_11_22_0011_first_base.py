"""first base"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "base_20261122_1"
down_revision = "kernel_20261122_1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "base_operator",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("legal_name", sa.String(length=120), nullable=False),
        sa.Column("legal_form", sa.String(length=60), nullable=True),
        sa.Column("brand_name", sa.String(length=120), nullable=False),
        sa.Column("platform_name", sa.String(length=120), nullable=True),
        sa.Column("siren", sa.String(length=9), nullable=True),
        sa.Column("siret", sa.String(length=14), nullable=True),
        sa.Column("rcs_city", sa.String(length=80), nullable=True),
        sa.Column("vat_number", sa.String(length=20), nullable=True),
        sa.Column("share_capital", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("street", sa.String(length=160), nullable=True),
        sa.Column("postal_code", sa.String(length=10), nullable=True),
        sa.Column("city", sa.String(length=80), nullable=True),
        sa.Column("country", sa.String(length=60), nullable=False),
        sa.Column("contact_phone", sa.String(length=20), nullable=True),
        sa.Column("contact_email", sa.String(length=254), nullable=True),
        sa.Column("recredit_email", sa.String(length=254), nullable=True),
        sa.Column("unsubscribe_email", sa.String(length=254), nullable=True),
        sa.Column("deletion_email", sa.String(length=254), nullable=True),
        sa.Column("gdpr_email", sa.String(length=254), nullable=True),
        sa.Column("profile_change_email", sa.String(length=254), nullable=True),
        sa.Column("representative_name", sa.String(length=120), nullable=True),
        sa.Column("representative_title", sa.String(length=60), nullable=True),
        sa.Column("lead_selling_enabled", sa.Boolean(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("brand_name_key", sa.String(length=200, collation="C"), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_base_operator")),
        sa.UniqueConstraint("code", name=op.f("uq_base_operator_code")),
    )
    op.create_index(op.f("ix_base_operator_brand_name_key"), "base_operator", ["brand_name_key"], unique=False)
    op.create_index(op.f("ix_base_operator_state"), "base_operator", ["state"], unique=False)
    op.create_index(op.f("ix_base_operator_words"), "base_operator", ["words"], unique=False, postgresql_using="gin")
    op.create_table(
        "base_trade",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("is_regulated", sa.Boolean(), nullable=False),
        sa.Column("needs_decennale", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("label_key", sa.String(length=200, collation="C"), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_base_trade")),
        sa.UniqueConstraint("code", name=op.f("uq_base_trade_code")),
    )
    op.create_index(op.f("ix_base_trade_label_key"), "base_trade", ["label_key"], unique=False)
    op.create_index(op.f("ix_base_trade_words"), "base_trade", ["words"], unique=False, postgresql_using="gin")
    op.create_table(
        "base_site",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("host", sa.String(length=253), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("phone_line", sa.String(length=20), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("label_key", sa.String(length=200, collation="C"), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.Column("operator_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["base_operator.id"], name=op.f("fk_base_site_operator_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_base_site")),
        sa.UniqueConstraint("host", name=op.f("uq_base_site_host")),
    )
    op.create_index(op.f("ix_base_site_label_key"), "base_site", ["label_key"], unique=False)
    op.create_index(op.f("ix_base_site_operator_id"), "base_site", ["operator_id"], unique=False)
    op.create_index(op.f("ix_base_site_words"), "base_site", ["words"], unique=False, postgresql_using="gin")
    op.create_index(
        "uq_base_site_phone_line", "base_site", ["phone_line"], unique=True, postgresql_where=sa.text("active")
    )
    op.create_table(
        "base_staff_profile",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("operator_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("is_trade_professional", sa.Boolean(), nullable=False),
        sa.Column("internal_training_on", sa.Date(), nullable=True),
        sa.Column("mandate_from", sa.Date(), nullable=True),
        sa.Column("mandate_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "mandate_to is null or mandate_from <= mandate_to", name=op.f("ck_base_staff_profile_mandate_order")
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["base_operator.id"], name=op.f("fk_base_staff_profile_operator_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["ab_user.id"], name=op.f("fk_base_staff_profile_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_base_staff_profile")),
        sa.UniqueConstraint("user_id", "operator_id", name=op.f("uq_base_staff_profile_user_id_operator_id")),
    )
    op.create_index(op.f("ix_base_staff_profile_operator_id"), "base_staff_profile", ["operator_id"], unique=False)
    op.create_index(op.f("ix_base_staff_profile_user_id"), "base_staff_profile", ["user_id"], unique=False)
    op.create_table(
        "base_site_trade",
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("trade_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["base_site.id"], name=op.f("fk_base_site_trade_site_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["trade_id"], ["base_trade.id"], name=op.f("fk_base_site_trade_trade_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("site_id", "trade_id", name=op.f("pk_base_site_trade")),
    )
    op.create_index(op.f("ix_base_site_trade_trade_id"), "base_site_trade", ["trade_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_base_site_trade_trade_id"), table_name="base_site_trade")
    op.drop_table("base_site_trade")
    op.drop_index(op.f("ix_base_staff_profile_user_id"), table_name="base_staff_profile")
    op.drop_index(op.f("ix_base_staff_profile_operator_id"), table_name="base_staff_profile")
    op.drop_table("base_staff_profile")
    op.drop_index("uq_base_site_phone_line", table_name="base_site", postgresql_where=sa.text("active"))
    op.drop_index(op.f("ix_base_site_words"), table_name="base_site", postgresql_using="gin")
    op.drop_index(op.f("ix_base_site_operator_id"), table_name="base_site")
    op.drop_index(op.f("ix_base_site_label_key"), table_name="base_site")
    op.drop_table("base_site")
    op.drop_index(op.f("ix_base_trade_words"), table_name="base_trade", postgresql_using="gin")
    op.drop_index(op.f("ix_base_trade_label_key"), table_name="base_trade")
    op.drop_table("base_trade")
    op.drop_index(op.f("ix_base_operator_words"), table_name="base_operator", postgresql_using="gin")
    op.drop_index(op.f("ix_base_operator_state"), table_name="base_operator")
    op.drop_index(op.f("ix_base_operator_brand_name_key"), table_name="base_operator")
    op.drop_table("base_operator")
