"""first professionals"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "professionals_20261122_1"
down_revision = "zones_20261122_1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "professionals_professional",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("business_name", sa.String(length=120), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=True),
        sa.Column("siren", sa.String(length=9), nullable=True),
        sa.Column("siret", sa.String(length=14), nullable=True),
        sa.Column("legal_form", sa.String(length=40), nullable=True),
        sa.Column("network_status", sa.String(length=40), nullable=False),
        sa.Column("last_name", sa.String(length=80), nullable=True),
        sa.Column("first_name", sa.String(length=80), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("street", sa.String(length=160), nullable=True),
        sa.Column("postal_code", sa.String(length=5), nullable=True),
        sa.Column("commune_id", sa.BigInteger(), nullable=True),
        sa.Column("main_trade_id", sa.BigInteger(), nullable=True),
        sa.Column("stated_professional_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("temp_agency", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("signatory", sa.String(length=160), nullable=True),
        sa.Column("validated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("validated_by_id", sa.BigInteger(), nullable=True),
        sa.Column("deletion_due_on", sa.Date(), nullable=True),
        sa.Column("banned", sa.Boolean(), nullable=False),
        sa.Column("business_name_key", sa.String(length=200, collation="C"), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.Column("operator_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id"],
            ["zones_commune.id"],
            name=op.f("fk_professionals_professional_commune_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["main_trade_id"],
            ["base_trade.id"],
            name=op.f("fk_professionals_professional_main_trade_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"],
            ["base_operator.id"],
            name=op.f("fk_professionals_professional_operator_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["validated_by_id"],
            ["ab_user.id"],
            name=op.f("fk_professionals_professional_validated_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_professionals_professional")),
    )
    op.create_index(
        op.f("ix_professionals_professional_business_name_key"),
        "professionals_professional",
        ["business_name_key"],
        unique=False,
    )
    op.create_index(
        op.f("ix_professionals_professional_commune_id"), "professionals_professional", ["commune_id"], unique=False
    )
    op.create_index("ix_professionals_professional_email", "professionals_professional", ["email"], unique=False)
    op.create_index(
        op.f("ix_professionals_professional_main_trade_id"),
        "professionals_professional",
        ["main_trade_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_professionals_professional_operator_id"), "professionals_professional", ["operator_id"], unique=False
    )
    op.create_index("ix_professionals_professional_phone", "professionals_professional", ["phone"], unique=False)
    op.create_index("ix_professionals_professional_siren", "professionals_professional", ["siren"], unique=False)
    op.create_index(op.f("ix_professionals_professional_state"), "professionals_professional", ["state"], unique=False)
    op.create_index(
        op.f("ix_professionals_professional_validated_by_id"),
        "professionals_professional",
        ["validated_by_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_professionals_professional_words"),
        "professionals_professional",
        ["words"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_index(
        "uq_professionals_professional_siren",
        "professionals_professional",
        ["operator_id", "siren"],
        unique=True,
        postgresql_where=sa.text("state not in ('terminated', 'abandoned')"),
    )
    op.create_table(
        "professionals_contact_log",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("professional_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("direction", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("by_manager", sa.Boolean(), nullable=False),
        sa.Column("operator_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["ab_user.id"], name=op.f("fk_professionals_contact_log_author_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"],
            ["base_operator.id"],
            name=op.f("fk_professionals_contact_log_operator_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["professional_id"],
            ["professionals_professional.id"],
            name=op.f("fk_professionals_contact_log_professional_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_professionals_contact_log")),
    )
    op.create_index(
        op.f("ix_professionals_contact_log_author_id"), "professionals_contact_log", ["author_id"], unique=False
    )
    op.create_index(
        op.f("ix_professionals_contact_log_operator_id"), "professionals_contact_log", ["operator_id"], unique=False
    )
    op.create_index(
        op.f("ix_professionals_contact_log_professional_id"),
        "professionals_contact_log",
        ["professional_id"],
        unique=False,
    )
    op.create_table(
        "professionals_coverage_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("professional_id", sa.BigInteger(), nullable=False),
        sa.Column("zone_id", sa.BigInteger(), nullable=True),
        sa.Column("validated", sa.Boolean(), nullable=False),
        sa.Column("postal_code", sa.String(length=5), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("commune_id", sa.BigInteger(), nullable=True),
        sa.Column("operator_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(zone_id, department_id, commune_id, postal_code) = 1",
            name=op.f("ck_professionals_coverage_line_one_place"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"],
            ["zones_commune.id"],
            name=op.f("fk_professionals_coverage_line_commune_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["zones_department.id"],
            name=op.f("fk_professionals_coverage_line_department_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"],
            ["base_operator.id"],
            name=op.f("fk_professionals_coverage_line_operator_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["professional_id"],
            ["professionals_professional.id"],
            name=op.f("fk_professionals_coverage_line_professional_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["zone_id"], ["zones_zone.id"], name=op.f("fk_professionals_coverage_line_zone_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_professionals_coverage_line")),
    )
    op.create_index(
        op.f("ix_professionals_coverage_line_commune_id"), "professionals_coverage_line", ["commune_id"], unique=False
    )
    op.create_index(
        op.f("ix_professionals_coverage_line_department_id"),
        "professionals_coverage_line",
        ["department_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_professionals_coverage_line_operator_id"), "professionals_coverage_line", ["operator_id"], unique=False
    )
    op.create_index(
        op.f("ix_professionals_coverage_line_professional_id"),
        "professionals_coverage_line",
        ["professional_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_professionals_coverage_line_zone_id"), "professionals_coverage_line", ["zone_id"], unique=False
    )
    op.create_table(
        "professionals_document",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("professional_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("trade_id", sa.BigInteger(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("has_recto", sa.Boolean(), nullable=False),
        sa.Column("has_verso", sa.Boolean(), nullable=False),
        sa.Column("insurer", sa.String(length=120), nullable=True),
        sa.Column("policy_number", sa.String(length=60), nullable=True),
        sa.Column("experience_months", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("operator_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "valid_to is null or valid_from <= valid_to", name=op.f("ck_professionals_document_validity_order")
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"],
            ["base_operator.id"],
            name=op.f("fk_professionals_document_operator_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["professional_id"],
            ["professionals_professional.id"],
            name=op.f("fk_professionals_document_professional_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["trade_id"], ["base_trade.id"], name=op.f("fk_professionals_document_trade_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_professionals_document")),
    )
    op.create_index(
        op.f("ix_professionals_document_operator_id"), "professionals_document", ["operator_id"], unique=False
    )
    op.create_index(
        op.f("ix_professionals_document_professional_id"), "professionals_document", ["professional_id"], unique=False
    )
    op.create_index(op.f("ix_professionals_document_trade_id"), "professionals_document", ["trade_id"], unique=False)
    op.create_table(
        "professionals_professional_trade",
        sa.Column("professional_id", sa.BigInteger(), nullable=False),
        sa.Column("trade_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["professional_id"],
            ["professionals_professional.id"],
            name=op.f("fk_professionals_professional_trade_professional_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["trade_id"],
            ["base_trade.id"],
            name=op.f("fk_professionals_professional_trade_trade_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("professional_id", "trade_id", name=op.f("pk_professionals_professional_trade")),
    )
    op.create_index(
        op.f("ix_professionals_professional_trade_trade_id"),
        "professionals_professional_trade",
        ["trade_id"],
        unique=False,
    )
    op.create_table(
        "professionals_sanction",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("professional_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("motive", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifting_note", sa.Text(), nullable=True),
        sa.Column("operator_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["ab_user.id"], name=op.f("fk_professionals_sanction_decided_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"],
            ["base_operator.id"],
            name=op.f("fk_professionals_sanction_operator_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["professional_id"],
            ["professionals_professional.id"],
            name=op.f("fk_professionals_sanction_professional_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_professionals_sanction")),
    )
    op.create_index(
        op.f("ix_professionals_sanction_decided_by_id"), "professionals_sanction", ["decided_by_id"], unique=False
    )
    op.create_index(
        op.f("ix_professionals_sanction_operator_id"), "professionals_sanction", ["operator_id"], unique=False
    )
    op.create_index(
        op.f("ix_professionals_sanction_professional_id"), "professionals_sanction", ["professional_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_professionals_sanction_professional_id"), table_name="professionals_sanction")
    op.drop_index(op.f("ix_professionals_sanction_operator_id"), table_name="professionals_sanction")
    op.drop_index(op.f("ix_professionals_sanction_decided_by_id"), table_name="professionals_sanction")
    op.drop_table("professionals_sanction")
    op.drop_index(op.f("ix_professionals_professional_trade_trade_id"), table_name="professionals_professional_trade")
    op.drop_table("professionals_professional_trade")
    op.drop_index(op.f("ix_professionals_document_trade_id"), table_name="professionals_document")
    op.drop_index(op.f("ix_professionals_document_professional_id"), table_name="professionals_document")
    op.drop_index(op.f("ix_professionals_document_operator_id"), table_name="professionals_document")
    op.drop_table("professionals_document")
    op.drop_index(op.f("ix_professionals_coverage_line_zone_id"), table_name="professionals_coverage_line")
    op.drop_index(op.f("ix_professionals_coverage_line_professional_id"), table_name="professionals_coverage_line")
    op.drop_index(op.f("ix_professionals_coverage_line_operator_id"), table_name="professionals_coverage_line")
    op.drop_index(op.f("ix_professionals_coverage_line_department_id"), table_name="professionals_coverage_line")
    op.drop_index(op.f("ix_professionals_coverage_line_commune_id"), table_name="professionals_coverage_line")
    op.drop_table("professionals_coverage_line")
    op.drop_index(op.f("ix_professionals_contact_log_professional_id"), table_name="professionals_contact_log")
    op.drop_index(op.f("ix_professionals_contact_log_operator_id"), table_name="professionals_contact_log")
    op.drop_index(op.f("ix_professionals_contact_log_author_id"), table_name="professionals_contact_log")
    op.drop_table("professionals_contact_log")
    op.drop_index(
        "uq_professionals_professional_siren",
        table_name="professionals_professional",
        postgresql_where=sa.text("state not in ('terminated', 'abandoned')"),
    )
    op.drop_index(
        op.f("ix_professionals_professional_words"), table_name="professionals_professional", postgresql_using="gin"
    )
    op.drop_index(op.f("ix_professionals_professional_validated_by_id"), table_name="professionals_professional")
    op.drop_index(op.f("ix_professionals_professional_state"), table_name="professionals_professional")
    op.drop_index("ix_professionals_professional_siren", table_name="professionals_professional")
    op.drop_index("ix_professionals_professional_phone", table_name="professionals_professional")
    op.drop_index(op.f("ix_professionals_professional_operator_id"), table_name="professionals_professional")
    op.drop_index(op.f("ix_professionals_professional_main_trade_id"), table_name="professionals_professional")
    op.drop_index("ix_professionals_professional_email", table_name="professionals_professional")
    op.drop_index(op.f("ix_professionals_professional_commune_id"), table_name="professionals_professional")
    op.drop_index(op.f("ix_professionals_professional_business_name_key"), table_name="professionals_professional")
    op.drop_table("professionals_professional")
