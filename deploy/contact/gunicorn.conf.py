"""How gunicorn runs the handler: gunicorn --config deploy/contact/gunicorn.conf.py contact.wsgi:application.

It listens where PORT says, on all addresses (a container), or else on 127.0.0.1:8000 (behind nginx).
"""

# A request waits for one commit on disk; eight of them may wait at once
worker_class = "gthread"
workers = 2
threads = 4

# Seconds. A worker that hangs is replaced; one that is told to stop finishes what it has begun
timeout = 30
graceful_timeout = 20

limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190

# No access log, and no warnings: those of a malformed request name the visitor's address
accesslog = None
loglevel = "error"

# A heartbeat on a disk can hang with the disk
worker_tmp_dir = "/dev/shm"  # noqa: S108 (gunicorn unlinks the file as soon as it is open)
control_socket_disable = True
