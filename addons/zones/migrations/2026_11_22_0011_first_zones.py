"""first zones"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "zones_20261122_1"
down_revision = "base_20261122_1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "zones_region",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=2), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("name_key", sa.String(length=200, collation="C"), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zones_region")),
        sa.UniqueConstraint("code", name=op.f("uq_zones_region_code")),
    )
    op.create_index(op.f("ix_zones_region_name_key"), "zones_region", ["name_key"], unique=False)
    op.create_index(op.f("ix_zones_region_words"), "zones_region", ["words"], unique=False, postgresql_using="gin")
    op.create_table(
        "zones_department",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=3), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("region_id", sa.BigInteger(), nullable=True),
        sa.Column("name_key", sa.String(length=200, collation="C"), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id"], ["zones_region.id"], name=op.f("fk_zones_department_region_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zones_department")),
        sa.UniqueConstraint("code", name=op.f("uq_zones_department_code")),
    )
    op.create_index(op.f("ix_zones_department_name_key"), "zones_department", ["name_key"], unique=False)
    op.create_index(op.f("ix_zones_department_region_id"), "zones_department", ["region_id"], unique=False)
    op.create_index(
        op.f("ix_zones_department_words"), "zones_department", ["words"], unique=False, postgresql_using="gin"
    )
    op.create_table(
        "zones_zone",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("name_key", sa.String(length=200, collation="C"), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.Column("operator_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["base_operator.id"], name=op.f("fk_zones_zone_operator_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zones_zone")),
        sa.UniqueConstraint("operator_id", "name", name=op.f("uq_zones_zone_operator_id_name")),
    )
    op.create_index(op.f("ix_zones_zone_name_key"), "zones_zone", ["name_key"], unique=False)
    op.create_index(op.f("ix_zones_zone_operator_id"), "zones_zone", ["operator_id"], unique=False)
    op.create_index(op.f("ix_zones_zone_words"), "zones_zone", ["words"], unique=False, postgresql_using="gin")
    op.create_table(
        "zones_commune",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("postal_codes", sa.String(length=160), nullable=True),
        sa.Column("code", sa.String(length=5), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("name_key", sa.String(length=200, collation="C"), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'arrondissement') = (parent_id is not null)",
            name=op.f("ck_zones_commune_arrondissement_has_parent"),
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["zones_department.id"], name=op.f("fk_zones_commune_department_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["zones_commune.id"], name=op.f("fk_zones_commune_parent_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zones_commune")),
        sa.UniqueConstraint("code", name=op.f("uq_zones_commune_code")),
    )
    op.create_index(op.f("ix_zones_commune_department_id"), "zones_commune", ["department_id"], unique=False)
    op.create_index(op.f("ix_zones_commune_name_key"), "zones_commune", ["name_key"], unique=False)
    op.create_index(op.f("ix_zones_commune_parent_id"), "zones_commune", ["parent_id"], unique=False)
    op.create_index(op.f("ix_zones_commune_words"), "zones_commune", ["words"], unique=False, postgresql_using="gin")
    op.create_table(
        "zones_postal_code",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=5), nullable=False),
        sa.Column("commune_id", sa.BigInteger(), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["zones_commune.id"], name=op.f("fk_zones_postal_code_commune_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zones_postal_code")),
        sa.UniqueConstraint("code", "commune_id", name=op.f("uq_zones_postal_code_code_commune_id")),
    )
    op.create_index(op.f("ix_zones_postal_code_commune_id"), "zones_postal_code", ["commune_id"], unique=False)
    op.create_index(
        op.f("ix_zones_postal_code_words"), "zones_postal_code", ["words"], unique=False, postgresql_using="gin"
    )
    op.create_table(
        "zones_zone_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("zone_id", sa.BigInteger(), nullable=False),
        sa.Column("postal_code", sa.String(length=5), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("commune_id", sa.BigInteger(), nullable=True),
        sa.Column("operator_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(department_id, commune_id, postal_code) = 1", name=op.f("ck_zones_zone_line_one_place")
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["zones_commune.id"], name=op.f("fk_zones_zone_line_commune_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["zones_department.id"],
            name=op.f("fk_zones_zone_line_department_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["base_operator.id"], name=op.f("fk_zones_zone_line_operator_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["zone_id"], ["zones_zone.id"], name=op.f("fk_zones_zone_line_zone_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zones_zone_line")),
    )
    op.create_index(op.f("ix_zones_zone_line_commune_id"), "zones_zone_line", ["commune_id"], unique=False)
    op.create_index(op.f("ix_zones_zone_line_department_id"), "zones_zone_line", ["department_id"], unique=False)
    op.create_index(op.f("ix_zones_zone_line_operator_id"), "zones_zone_line", ["operator_id"], unique=False)
    op.create_index(op.f("ix_zones_zone_line_zone_id"), "zones_zone_line", ["zone_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_zones_zone_line_zone_id"), table_name="zones_zone_line")
    op.drop_index(op.f("ix_zones_zone_line_operator_id"), table_name="zones_zone_line")
    op.drop_index(op.f("ix_zones_zone_line_department_id"), table_name="zones_zone_line")
    op.drop_index(op.f("ix_zones_zone_line_commune_id"), table_name="zones_zone_line")
    op.drop_table("zones_zone_line")
    op.drop_index(op.f("ix_zones_postal_code_words"), table_name="zones_postal_code", postgresql_using="gin")
    op.drop_index(op.f("ix_zones_postal_code_commune_id"), table_name="zones_postal_code")
    op.drop_table("zones_postal_code")
    op.drop_index(op.f("ix_zones_commune_words"), table_name="zones_commune", postgresql_using="gin")
    op.drop_index(op.f("ix_zones_commune_parent_id"), table_name="zones_commune")
    op.drop_index(op.f("ix_zones_commune_name_key"), table_name="zones_commune")
    op.drop_index(op.f("ix_zones_commune_department_id"), table_name="zones_commune")
    op.drop_table("zones_commune")
    op.drop_index(op.f("ix_zones_zone_words"), table_name="zones_zone", postgresql_using="gin")
    op.drop_index(op.f("ix_zones_zone_operator_id"), table_name="zones_zone")
    op.drop_index(op.f("ix_zones_zone_name_key"), table_name="zones_zone")
    op.drop_table("zones_zone")
    op.drop_index(op.f("ix_zones_department_words"), table_name="zones_department", postgresql_using="gin")
    op.drop_index(op.f("ix_zones_department_region_id"), table_name="zones_department")
    op.drop_index(op.f("ix_zones_department_name_key"), table_name="zones_department")
    op.drop_table("zones_department")
    op.drop_index(op.f("ix_zones_region_words"), table_name="zones_region", postgresql_using="gin")
    op.drop_index(op.f("ix_zones_region_name_key"), table_name="zones_region")
    op.drop_table("zones_region")
