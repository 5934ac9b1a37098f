/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Requests that two readers could understand differently, and others that no client of ours sends. Behind
 * those that lie about their length stands what a careless reader would take for a second request. */

#include "lib/raw-requests.h"

#define SECOND "GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n"
#define LOGIN "POST /auth/login HTTP/1.1\r\nHost: a\r\n"
#define HEALTH "GET /healthz HTTP/1.1\r\nHost: a\r\n"

const RawRequest raw_requests[] = {
  { "an ordinary request", HEALTH "\r\n", 200 },
  { "HTTP/1.0", "GET /healthz HTTP/1.0\r\n\r\n", 200 },
  { "lines end with a bare LF, as RFC 9112 allows", "GET /healthz HTTP/1.1\nHost: a\n\n", 200 },
  { "an empty line before the request, as RFC 9112 allows", "\r\n" HEALTH "\r\n", 200 },
  { "a way to another protocol is not taken", HEALTH "Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n", 200 },
  { "nothing at this path", "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n", 404 },
  { "an escaped slash", "GET /sync%2fstatus HTTP/1.1\r\nHost: a\r\n\r\n", 404 },
  { "dots in the path", "GET /sync/../healthz HTTP/1.1\r\nHost: a\r\n\r\n", 404 },
  { "two slashes", "GET //healthz HTTP/1.1\r\nHost: a\r\n\r\n", 404 },
  { "an escaped NUL in the path", "GET /healthz%00 HTTP/1.1\r\nHost: a\r\n\r\n", 404 },
  { "another method", "DELETE /healthz HTTP/1.1\r\nHost: a\r\n\r\n", 405 },
  { "a method in small letters", "get /healthz HTTP/1.1\r\nHost: a\r\n\r\n", 405 },
  { "a method of nobody's", "BREW /healthz HTTP/1.1\r\nHost: a\r\n\r\n", 405 },
  { "without a token", "GET /sync/status HTTP/1.1\r\nHost: a\r\n\r\n", 401 },

  { "no Host", "GET /healthz HTTP/1.1\r\n\r\n", 0 },
  { "two Hosts", HEALTH "Host: b\r\n\r\n", 0 },
  { "two Hosts that are the same", HEALTH "host: a\r\n\r\n", 0 },
  { "a range", HEALTH "Range: bytes=0-1\r\n\r\n", 0 },
  { "an absolute target", "GET http://a/healthz HTTP/1.1\r\nHost: a\r\n\r\n", 0 },
  { "a proxy's target", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 0 },
  { "the server as target", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 0 },
  { "HTTP/3.0", "GET /healthz HTTP/3.0\r\nHost: a\r\n\r\n", 0 },
  { "the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 0 },
  { "HTTP/0.9", "GET /healthz\r\n\r\n", 0 },
  { "a version in small letters", "GET /healthz http/1.1\r\nHost: a\r\n\r\n", 0 },
  { "only line ends", "\r\n\r\n\r\n", 0 },
  { "nonsense", "nonsense", 0 },
  { "the greeting of TLS", "\x16\x03\x01\x02", 0 },
  { "a name with blanks", HEALTH "X Y: z\r\n\r\n", 0 },
  { "a name with a byte beyond ASCII", HEALTH "X\xe9: z\r\n\r\n", 0 },
  { "a field without a name, which libmicrohttpd leaves out before anyone sees it", HEALTH ": z\r\n\r\n",
    200 },
  { "a field without a colon", HEALTH "Authorization\r\n\r\n", 0 },

  { "both lengths", LOGIN "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SECOND, 0 },
  { "both lengths, the other way round",
    LOGIN "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" SECOND, 0 },
  { "two lengths", LOGIN "Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}" SECOND, 0 },
  { "two lengths that are the same", LOGIN "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}" SECOND, 0 },
  { "a list of lengths", LOGIN "Content-Length: 2, 2\r\n\r\n{}" SECOND, 0 },
  { "a length with a sign", LOGIN "Content-Length: +2\r\n\r\n{}" SECOND, 0 },
  { "a negative length", LOGIN "Content-Length: -2\r\n\r\n{}" SECOND, 0 },
  { "a hexadecimal length", LOGIN "Content-Length: 0x2\r\n\r\n{}" SECOND, 0 },
  { "a length with a point", LOGIN "Content-Length: 2.0\r\n\r\n{}" SECOND, 0 },
  { "a length of letters", LOGIN "Content-Length: two\r\n\r\n{}" SECOND, 0 },
  { "no length at all in its field", LOGIN "Content-Length:\r\n\r\n{}" SECOND, 0 },
  { "a length that wraps round at 2^64", LOGIN "Content-Length: 18446744073709551618\r\n\r\n{}" SECOND, 0 },
  { "a blank before the colon", LOGIN "Content-Length : 2\r\n\r\n{}" SECOND, 0 },
  { "a blank before the colon of the other length",
    LOGIN "Transfer-Encoding : chunked\r\nContent-Length: 2\r\n\r\n{}" SECOND, 0 },
  { "an unknown transfer encoding", LOGIN "Transfer-Encoding: gzip\r\n\r\n{}" SECOND, 0 },
  { "a misspelt transfer encoding", LOGIN "Transfer-Encoding: xchunked\r\n\r\n{}" SECOND, 0 },
  { "two transfer encodings",
    LOGIN "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" SECOND, 0 },
  { "a transfer encoding in HTTP/1.0",
    "POST /auth/login HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SECOND, 0 },
  { "a chunk of no length", LOGIN "Transfer-Encoding: chunked\r\n\r\n\r\n\r\n" SECOND, 0 },
  { "a chunk of negative length", LOGIN "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n" SECOND, 0 },
  { "a chunk longer than any number",
    LOGIN "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n" SECOND, 0 },
  { "a chunk with a prefix", LOGIN "Transfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n" SECOND, 0 },
  { "a chunk that is shorter than it says",
    LOGIN "Transfer-Encoding: chunked\r\n\r\n5\r\n{}\r\n0\r\n\r\n" SECOND, 0 },
  { "a very large body", LOGIN "Content-Length: 99999999999\r\n\r\n", 413 },

  { "a chunked body that is right",
    LOGIN "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 400 },
  { "an unknown encoding of the body", LOGIN "Content-Encoding: br\r\nContent-Length: 2\r\n\r\n{}", 415 },
  { "a body that is not packed as it says", LOGIN "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
    400 },
};

const gsize n_raw_requests = G_N_ELEMENTS (raw_requests);
