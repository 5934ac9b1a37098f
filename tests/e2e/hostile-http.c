/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A real server, and requests as no client of ours sends them: never a second answer, others are served after
 * each, and its memory stays where it was. */

#include <string.h>

#include "lib/besieged-server.h"
#include "lib/raw-requests.h"

static void
assert_one_refusal (BesiegedServer *besieged, const RawAnswer *answer)
{
  g_assert_cmpuint (answer->n_answers, <=, 1);
  g_assert_true (answer->status == 0 || (answer->status >= 400 && answer->status < 600));
  besieged_assert_serves (besieged);
}

static void
test_table (gconstpointer data)
{
  BesiegedServer *besieged = (BesiegedServer *) data;

  for (gsize i = 0; i < n_raw_requests; i++)
    {
      const RawRequest *row = &raw_requests[i];
      g_autoptr (RawAnswer) answer = raw_talk (besieged_port (besieged), row->text, strlen (row->text));

      g_test_message ("%s: %u", row->name, answer->status);
      if (row->status == 0)
        assert_one_refusal (besieged, answer);
      else
        g_assert_cmpuint (answer->status, ==, row->status);
      g_assert_cmpuint (answer->n_answers, <=, 1);
      besieged_assert_serves (besieged);
    }
  besieged_assert_memory (besieged, "the table");
}

/* Fields that go on in a second line (RFC 9112 section 5.2): refused, or read as one field; never as two. */
static void
test_folded (gconstpointer data)
{
  static const char *const requests[] = {
    "GET /healthz HTTP/1.1\r\nHost: a\r\nX-Folded: one\r\n two\r\n\r\n",
    "GET /healthz HTTP/1.1\r\nHost: a\r\nX-Folded: one\r\n\tHost: b\r\n\r\n",
    "POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nX-Folded: one\r\n Content-Length: "
    "40\r\n\r\n{}",
    "POST /auth/login HTTP/1.1\r\nHost: a\r\nX-Folded: one\r\n Transfer-Encoding: chunked\r\n\r\n{}",
  };
  BesiegedServer *besieged = (BesiegedServer *) data;

  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr (RawAnswer) answer = raw_talk (besieged_port (besieged), requests[i], strlen (requests[i]));

      g_test_message ("case %" G_GSIZE_FORMAT ": %u", i, answer->status);
      g_assert_cmpuint (answer->n_answers, <=, 1);
      g_assert_true (answer->status < 500);
      besieged_assert_serves (besieged);
    }
}

/* A NUL where text is expected: whoever reads up to it reads something else. In the target it goes unseen,
 * since libmicrohttpd tells nobody what stood behind it. */
static void
test_nul (gconstpointer data)
{
#define BYTES(text) text, sizeof (text) - 1
  static const struct
  {
    const char *bytes;
    gsize length;
  } requests[] = {
    { BYTES ("GET /healthz\0x HTTP/1.1\r\nHost: a\r\n\r\n") },
    { BYTES ("GET /healthz HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n") },
    { BYTES ("GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 2\0\r\n\r\n{}") },
    { BYTES ("GET /healthz HTTP/1.1\r\nHost: a\r\nRan\0ge: bytes=0-1\r\n\r\n") },
    { BYTES ("\0\0\0\0\r\n\r\n") },
  };
  BesiegedServer *besieged = (BesiegedServer *) data;

  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr (RawAnswer) answer
          = raw_talk (besieged_port (besieged), requests[i].bytes, requests[i].length);

      g_test_message ("case %" G_GSIZE_FORMAT ": %u", i, answer->status);
      g_assert_cmpuint (answer->n_answers, <=, 1);
      g_assert_cmpuint (answer->status, <, 500);
      besieged_assert_serves (besieged);
    }
}

static void
test_huge (gconstpointer data)
{
  BesiegedServer *besieged = (BesiegedServer *) data;
  g_autofree char *filler = g_strnfill (1024 * 1024, 'x');
  g_autoptr (GString) many = g_string_new ("GET /healthz HTTP/1.1\r\nHost: a\r\n");
  g_autofree char *value = g_strconcat ("GET /healthz HTTP/1.1\r\nHost: a\r\nX: ", filler, "\r\n\r\n", NULL);
  g_autofree char *name = g_strconcat ("GET /healthz HTTP/1.1\r\nHost: a\r\n", filler, ": x\r\n\r\n", NULL);
  g_autofree char *target = g_strconcat ("GET /healthz?", filler, " HTTP/1.1\r\nHost: a\r\n\r\n", NULL);
  g_autofree char *method = g_strconcat (filler, " /healthz HTTP/1.1\r\nHost: a\r\n\r\n", NULL);
  const char *requests[] = { value, name, target, method, filler, NULL };

  for (guint i = 0; i < 50000; i++)
    g_string_append_printf (many, "X-%u: y\r\n", i);
  g_string_append (many, "\r\n");
  requests[5] = many->str;
  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr (RawAnswer) answer = raw_talk (besieged_port (besieged), requests[i], strlen (requests[i]));

      g_test_message ("case %" G_GSIZE_FORMAT ": %u", i, answer->status);
      assert_one_refusal (besieged, answer);
    }
  besieged_assert_memory (besieged, "huge heads");
}

/* Whoever asks first whether to send the body is told to, once, and answered once. */
static void
test_expect (gconstpointer data)
{
  static const char request[]
      = "POST /auth/login HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n"
        "Connection: close\r\n\r\n{}";
  static const char too_much[] = "POST /auth/login HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                                 "Content-Length: 99999999999\r\nConnection: close\r\n\r\n";
  BesiegedServer *besieged = (BesiegedServer *) data;
  g_autoptr (RawAnswer) answer = raw_talk (besieged_port (besieged), request, strlen (request));
  g_autoptr (RawAnswer) refusal = raw_talk (besieged_port (besieged), too_much, strlen (too_much));

  g_assert_true (answer->status == 100 || answer->status == 400);
  g_assert_nonnull (strstr (answer->text, "HTTP/1.1 400 "));
  g_assert_cmpuint (answer->n_answers, ==, answer->status == 100 ? 2 : 1);
  g_assert_cmpuint (refusal->status, ==, 413);
  g_assert_cmpuint (refusal->n_answers, ==, 1);
}

int
main (int argc, char **argv)
{
  g_autoptr (BesiegedServer) besieged = NULL;

  g_test_init (&argc, &argv, NULL);
  besieged = besieged_server_new ();
  g_test_add_data_func ("/hostile-http/table", besieged, test_table);
  g_test_add_data_func ("/hostile-http/folded", besieged, test_folded);
  g_test_add_data_func ("/hostile-http/nul", besieged, test_nul);
  g_test_add_data_func ("/hostile-http/huge", besieged, test_huge);
  g_test_add_data_func ("/hostile-http/expect", besieged, test_expect);
  return g_test_run ();
}
