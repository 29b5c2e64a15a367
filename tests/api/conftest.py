from tests.sample.fixtures import acting, emptied, entered, program, records, sample_app, sample_tables, stock

__all__ = ["acting", "emptied", "entered", "program", "records", "sample_app", "sample_tables", "stock"]
