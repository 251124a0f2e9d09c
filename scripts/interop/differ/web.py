"""A web server with two small files, for locations of images."""
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FILES = {'/one': b'one' * 1000, '/other': bytes(range(256)) * 16}


class Handler(BaseHTTPRequestHandler):
    def do_HEAD(self):
        data = FILES.get(self.path)
        self.send_response(200 if data else 404)
        self.send_header('Content-Length', str(len(data or b'')))
        self.end_headers()
        return data or b''

    def do_GET(self):
        self.wfile.write(self.do_HEAD())

    def log_message(self, *_):
        pass


SERVER = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
PORT = SERVER.server_address[1]
threading.Thread(target=SERVER.serve_forever, daemon=True).start()
