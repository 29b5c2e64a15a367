"""What the portal reads, column by column: its database login may read nothing else."""
