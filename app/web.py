"""What a WSGI server loads: ``gunicorn --config python:app.gunicorn_conf app.web:application``."""

from app import create_app, logs

logs.configure()
application = create_app()
