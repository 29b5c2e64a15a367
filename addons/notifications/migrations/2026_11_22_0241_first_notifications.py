"""first notifications"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "notifications_20261122_1"
down_revision = "legal_20261122_1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notifications_message",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("template", sa.String(length=60), nullable=False),
        sa.Column("nature", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("recipient_model", sa.String(length=60), nullable=False),
        sa.Column("recipient_id", sa.BigInteger(), nullable=False),
        sa.Column("recipient_label", sa.String(length=40), nullable=True),
        sa.Column("subject_model", sa.String(length=60), nullable=True),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("subject_label", sa.String(length=40), nullable=True),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("segments", sa.Integer(), nullable=True),
        sa.Column("cost_millicents", sa.Integer(), nullable=True),
        sa.Column("provider_ref", sa.String(length=80), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.Column("operator_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"],
            ["base_operator.id"],
            name=op.f("fk_notifications_message_operator_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications_message")),
        sa.UniqueConstraint("key", name=op.f("uq_notifications_message_key")),
    )
    op.create_index(op.f("ix_notifications_message_created_at"), "notifications_message", ["created_at"], unique=False)
    op.create_index(
        op.f("ix_notifications_message_operator_id"), "notifications_message", ["operator_id"], unique=False
    )
    op.create_index("ix_notifications_message_provider_ref", "notifications_message", ["provider_ref"], unique=False)
    op.create_index(
        "ix_notifications_message_queued",
        "notifications_message",
        ["created_at"],
        unique=False,
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_index(
        "ix_notifications_message_recipient", "notifications_message", ["recipient_model", "recipient_id"], unique=False
    )
    op.create_index(
        "ix_notifications_message_subject", "notifications_message", ["subject_model", "subject_id"], unique=False
    )
    op.create_index(
        op.f("ix_notifications_message_words"),
        "notifications_message",
        ["words"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_table(
        "notifications_opposition",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("recipient_model", sa.String(length=60), nullable=False),
        sa.Column("recipient_label", sa.String(length=40), nullable=True),
        sa.Column("recipient_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("operator_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"],
            ["base_operator.id"],
            name=op.f("fk_notifications_opposition_operator_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications_opposition")),
        sa.UniqueConstraint(
            "operator_id",
            "recipient_model",
            "recipient_id",
            "channel",
            name="uq_notifications_opposition_recipient_channel",
        ),
    )
    op.create_index(
        op.f("ix_notifications_opposition_operator_id"), "notifications_opposition", ["operator_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_notifications_opposition_operator_id"), table_name="notifications_opposition")
    op.drop_table("notifications_opposition")
    op.drop_index(op.f("ix_notifications_message_words"), table_name="notifications_message", postgresql_using="gin")
    op.drop_index("ix_notifications_message_subject", table_name="notifications_message")
    op.drop_index("ix_notifications_message_recipient", table_name="notifications_message")
    op.drop_index(
        "ix_notifications_message_queued",
        table_name="notifications_message",
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.drop_index("ix_notifications_message_provider_ref", table_name="notifications_message")
    op.drop_index(op.f("ix_notifications_message_operator_id"), table_name="notifications_message")
    op.drop_index(op.f("ix_notifications_message_created_at"), table_name="notifications_message")
    op.drop_table("notifications_message")
