/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A real device whose server turns against it: what makes no sense is refused in words a person can read, in
 * bounded time and with a bounded number of requests, nothing that was there is lost, and once the server is
 * itself again all is as if nothing had been. */

#include <string.h>

#include "lib/false-server.h"
#include "lib/family.h"

#define N_TASKS 12
/* Tries after the first, and a full sync after a token that is not taken; each try may ask for a fresh token.
 */
#define MOST_REQUESTS 40

typedef struct
{
  const char *name;
  const char *head;  /* status line and fields; NULL: 200 with JSON */
  const char *body;  /* single quotes for double ones */
  const char *words; /* of what the person reads */
} Row;

#define TIME "'2026-11-20T12:00:00.000Z'"
#define EXCHANGE(results, changes, more)                                                                     \
  "{'results':" results ",'server_changes':" changes ",'conflicts':[],'sync_token':'t','last_sync_at':" TIME \
  ",'success':true,'applied_count':0,'error_count':0,'conflicts_rev':0,'server_time':" TIME "," more "}"

static const Row rows[] = {
  { "a page of the hotel's", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n", "<html>Please sign in</html>",
    "not an answer of a Dovetail server" },
  { "nothing at all", "HTTP/1.1 200 OK\r\n", "", "not an answer of a Dovetail server" },
  { "another root", NULL, "[]", "not an answer of a Dovetail server" },
  { "an object that says nothing", NULL, "{}", "missing" },
  { "a text for an array", NULL, EXCHANGE ("'none'", "[]", "'has_more':false"), "results" },
  { "a number for an array", NULL, EXCHANGE ("[]", "7", "'has_more':false"), "server_changes" },
  { "a text for a yes or no", NULL, EXCHANGE ("[]", "[]", "'has_more':'no'"), "has_more" },
  { "a key twice", NULL, EXCHANGE ("[]", "[]", "'has_more':false,'has_more':true"), "already has" },
  { "a number beyond all", NULL, EXCHANGE ("[]", "[]", "'conflicts_rev2':1e999"), "too large" },
  { "204 for what has an answer", "HTTP/1.1 204 No Content\r\n", NULL, "empty" },
  { "a redirect elsewhere", "HTTP/1.1 307 Elsewhere\r\nLocation: http://127.0.0.1:9/\r\n", "",
    "not an answer" },
  { "a redirect for good", "HTTP/1.1 301 Moved\r\nLocation: https://collector.example/\r\n", "",
    "not an answer" },
  { "300 choices", "HTTP/1.1 300 Choices\r\n", "", "not an answer" },
  { "a status of nobody's", "HTTP/1.1 799 What\r\n", "", "not an answer" },
  { "no longer a member", "HTTP/1.1 403 Forbidden\r\n", "{'code':'forbidden'}", "does not allow" },
  { "nobody knows the token", "HTTP/1.1 401 Unauthorized\r\n", "{'code':'unauthorized'}", "sign in again" },
  { "always gone", "HTTP/1.1 410 Gone\r\n", "{'code':'foreign_sync_token'}", "" },
  { "always busy", "HTTP/1.1 503 Busy\r\nRetry-After: 0\r\n", "{'code':'busy'}", "" },
  { "failing inside", "HTTP/1.1 500 Oh\r\n", "<h1>Traceback</h1>", "" },
  { "not HTTP", "220 mail.example ESMTP\r\n", NULL, "" },
  { "closed without a word", "", NULL, "" },
};

static char *
as_response (const char *head, const char *body, gsize *length)
{
  g_autofree char *text = body == NULL ? NULL : g_strdelimit (g_strdup (body), "'", '"');
  char *whole;

  if (head == NULL)
    head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
  if (body == NULL)
    whole = g_strdup_printf ("%s%s", head, *head == '\0' ? "" : "\r\n");
  else
    whole = g_strdup_printf ("%sContent-Length: %" G_GSIZE_FORMAT "\r\nConnection: close\r\n\r\n%s", head,
                             strlen (text), text);
  *length = strlen (whole);
  return whole;
}

static char *
answer_row (guint number, gpointer user_data, gsize *length)
{
  const Row *row = user_data;

  return as_response (row->head, row->body, length);
}

/* Some tasks that are synced. */
static Family *
make_family (void)
{
  Family *family = family_new ();

  for (guint i = 0; i < N_TASKS; i++)
    {
      g_autofree char *title = g_strdup_printf ("Task %u", i);
      g_autofree char *added = device_add (family->laptop, title);
    }
  family_sync_both (family);
  return family;
}

/* The same, and an edit that waits. */
static Family *
make_family_with_edit (void)
{
  Family *family = make_family ();
  g_autofree char *id = device_add (family->laptop, "To be edited");

  family_sync_both (family);
  g_free (device_do (family->laptop, "edit", id, "--title", "Edited, and not yet uploaded", NULL));
  return family;
}

static guint
count_pending (Device *device)
{
  g_autoptr (JsonNode) pending = device_ask (device, "pending", NULL);

  return json_array_get_length (json_node_get_array (pending));
}

/* What the person sees; one process, where a dump takes one for each task. */
static char *
look (Device *device)
{
  return device_do (device, "list", "--smart", "all", "--json", NULL);
}

/* The person reads one line that says what is wrong, and nothing changed. */
static void
assert_refused (Family *family, const Row *row, const char *before)
{
  g_autoptr (ProcessResult) sync = device_try (family->laptop, "sync", NULL);
  g_autofree char *after = look (family->laptop);

  g_test_message ("%s: %d: %s", row->name, sync->status, g_strchomp (sync->err));
  g_assert_cmpint (sync->status, !=, 0);
  g_assert_cmpint (sync->status, <, 128);
  g_assert_cmpstr (sync->err, !=, "");
  g_assert_null (strstr (sync->err, "CRITICAL"));
  g_assert_null (strstr (sync->err, "Bearer"));
  if (strstr (sync->err, row->words) == NULL)
    g_error ("%s: “%s” is not in “%s”", row->name, row->words, sync->err);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpuint (count_pending (family->laptop), ==, 1);
}

/* The server is itself again. */
static void
assert_recovers (Family *family)
{
  cutting_proxy_set_upstream (family->proxy, family->server->port);
  family_sync_both (family);
  family_assert_equal (family);
  g_assert_cmpuint (count_pending (family->laptop), ==, 0);
}

static void
test_table (void)
{
  g_autoptr (Family) family = make_family_with_edit ();
  g_autofree char *before = look (family->laptop);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (FalseServer) server = false_server_new (answer_row, (gpointer) &rows[i]);

      cutting_proxy_set_upstream (family->proxy, false_server_port (server));
      assert_refused (family, &rows[i], before);
      g_assert_cmpuint (false_server_count (server), >, 0);
      g_assert_cmpuint (false_server_count (server), <=, MOST_REQUESTS);
    }
  assert_recovers (family);
}

/* Larger than anything honest. */
static char *
answer_hugely (guint number, gpointer user_data, gsize *length)
{
  g_autofree char *letters = g_strnfill (12 * 1024 * 1024, 'x');
  g_autofree char *body = g_strdup_printf (EXCHANGE ("[]", "[]", "'has_more':false,'x':'%s'"), letters);

  return as_response (NULL, body, length);
}

static char *
answer_deeply (guint number, gpointer user_data, gsize *length)
{
  g_autofree char *brackets = g_strnfill (100000, '[');
  g_autofree char *body = g_strdup_printf (EXCHANGE ("[]", "[]", "'has_more':false,'x':%s"), brackets);

  return as_response (NULL, body, length);
}

/* Pages without end, each with a new token and nothing in it, or the same record again and again. */
static char *
answer_endlessly (guint number, gpointer user_data, gsize *length)
{
  g_autofree char *record = g_strdup_printf (
      "{'entity_type':'task','entity_id':'99999999-2222-4333-8444-555555555555','operation':'update',"
      "'data':{'title':'again'},'version':%u,'timestamp':" TIME "}",
      number);
  g_autofree char *body = g_strdup_printf (
      "{'results':[],'server_changes':[%s],'deltas':[%s],'conflicts':[],'sync_token':'t%u','next_sync_token':"
      "'t%u',"
      "'last_sync_at':" TIME ",'has_more':true,'full':false,'success':true,'applied_count':0,'error_count':0,"
      "'conflicts_rev':0,'server_time':" TIME "}",
      user_data == NULL ? "" : record, user_data == NULL ? "" : record, number, number);

  return as_response (NULL, body, length);
}

static void
test_absurd (void)
{
  static const struct
  {
    FalseAnswer answer;
    Row row;
  } cases[] = {
    { answer_hugely, { "12 MiB", NULL, NULL, "too large" } },
    { answer_deeply, { "a hundred thousand levels", NULL, NULL, "not an answer" } },
  };
  g_autoptr (Family) family = make_family_with_edit ();
  g_autofree char *before = look (family->laptop);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (FalseServer) server = false_server_new (cases[i].answer, NULL);

      cutting_proxy_set_upstream (family->proxy, false_server_port (server));
      assert_refused (family, &cases[i].row, before);
      g_assert_cmpuint (false_server_count (server), <=, MOST_REQUESTS);
    }
  assert_recovers (family);
}

/* The pass ends by itself, after a number of pages that nobody would wait for. */
static void
test_endless (gconstpointer data)
{
  g_autoptr (Family) family = make_family ();
  g_autoptr (FalseServer) server = false_server_new (answer_endlessly, (gpointer) data);
  g_autofree char *before = look (family->laptop);
  g_autofree char *after = NULL;
  g_autoptr (ProcessResult) sync = NULL;

  device_set (family->laptop, "SYNC_TIMEOUT", "2");
  cutting_proxy_set_upstream (family->proxy, false_server_port (server));
  sync = device_try (family->laptop, "sync", NULL);
  g_test_message ("%u requests; %d: %s", false_server_count (server), sync->status, g_strchomp (sync->err));
  g_assert_cmpint (sync->status, !=, 0);
  g_assert_cmpstr (sync->err, !=, "");
  after = look (family->laptop);
  if (data == NULL)
    g_assert_cmpstr (after, ==, before);
}

/* Everything is deleted, in words that make sense: the deletions are held, and nothing is gone. */
static char *
answer_deletions (guint number, gpointer user_data, gsize *length)
{
  g_autofree char *body
      = g_strdup_printf ("{'results':[],'server_changes':[%s],'deltas':[%s],'conflicts':[],'sync_token':'t%u'"
                         ",'next_sync_token':'t%u',"
                         "'last_sync_at':" TIME
                         ",'has_more':false,'full':false,'success':true,'applied_count':0,'error_count':0,"
                         "'conflicts_rev':0,'server_time':" TIME "}",
                         (const char *) user_data, (const char *) user_data, number, number);

  return as_response (NULL, body, length);
}

static char *
list_deletions (Device *device)
{
  g_autoptr (JsonArray) tasks = device_list (device, "all");
  g_autoptr (GString) deletions = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (tasks); i++)
    g_string_append_printf (
        deletions,
        "%s{'entity_type':'task','entity_id':'%s','operation':'delete','version':99,'timestamp':" TIME "}",
        i == 0 ? "" : ",",
        json_object_get_string_member (json_array_get_object_element (tasks, i), "entity_id"));
  g_assert_cmpuint (json_array_get_length (tasks), ==, N_TASKS);
  return g_strdup (deletions->str);
}

static void
test_deletes_everything (void)
{
  g_autoptr (Family) family = make_family ();
  g_autofree char *deletions = list_deletions (family->laptop);
  g_autofree char *before = look (family->laptop);
  g_autofree char *after = NULL;
  g_autoptr (FalseServer) server = false_server_new (answer_deletions, deletions);
  g_autoptr (ProcessResult) sync = NULL;

  cutting_proxy_set_upstream (family->proxy, false_server_port (server));
  sync = device_try (family->laptop, "sync", NULL);
  g_test_message ("%d: %s%s", sync->status, sync->out, sync->err);
  after = look (family->laptop);
  g_assert_cmpstr (after, ==, before);
  g_assert_nonnull (strstr (sync->err, "held"));
  g_assert_cmpuint (false_server_count (server), <=, MOST_REQUESTS);
}

/* Records with values that no schema knows, ids that are none, versions at the end of the numbers: the good
 * one among them arrives, the others harm nobody. */
static const char odd_records[]
    = "{'entity_type':'task','entity_id':'no id','operation':'update','data':{'title':'a'},'version':1},"
      "{'entity_type':'task','entity_id':'88888888-2222-4333-8444-000000000001','operation':'explode','"
      "version':1},"
      "{'entity_type':'task','entity_id':'88888888-2222-4333-8444-000000000002','operation':'update',"
      "'data':{'title':['a']},'version':1,'timestamp':" TIME "},"
      "{'entity_type':'task','entity_id':'88888888-2222-4333-8444-000000000003','operation':'update',"
      "'data':{'title':'a'},'version':-1,'timestamp':" TIME "},"
      "{'entity_type':'recipe','entity_id':'88888888-2222-4333-8444-000000000004','operation':'update',"
      "'data':{'flour':1},'version':9223372036854775807,'timestamp':" TIME "},"
      "{'entity_type':'badge','entity_id':'88888888-2222-4333-8444-000000000005','operation':'delete','"
      "version':1,"
      "'timestamp':" TIME "},5,null,[],'x',{},"
      "{'entity_type':'task','entity_id':'88888888-2222-4333-8444-000000000006','operation':'create',"
      "'data':{'title':'The good one'},'version':1,'timestamp':" TIME "}";

static void
test_odd_records (void)
{
  g_autoptr (Family) family = make_family ();
  g_autoptr (FalseServer) server = false_server_new (answer_deletions, (gpointer) odd_records);
  g_autoptr (ProcessResult) sync = NULL;
  g_autofree char *after = NULL;

  cutting_proxy_set_upstream (family->proxy, false_server_port (server));
  sync = device_try (family->laptop, "sync", NULL);
  g_test_message ("%d: %s%s", sync->status, sync->out, sync->err);
  g_assert_cmpint (sync->status, <, 128);
  after = device_dump (family->laptop);
  g_assert_nonnull (strstr (after, "The good one"));
  for (guint i = 0; i < N_TASKS; i++)
    {
      g_autofree char *title = g_strdup_printf ("\"Task %u\"", i);

      g_assert_nonnull (strstr (after, title));
    }
  g_assert_cmpuint (false_server_count (server), <=, MOST_REQUESTS);
}

static char *
fixture (const char *name)
{
  return g_build_filename (program_path ("DOVETAIL_FIXTURES"), "tls", name, NULL);
}

/* A server as it should be, but for a certificate that nobody vouches for. */
static GSubprocess *
start_untrusted (Family *family, char **address)
{
  g_autofree char *certificate = fixture ("untrusted-certificate.pem");
  g_autofree char *key = fixture ("untrusted-key.pem");
  const char *arguments[] = { program_path ("DOVETAIL_SERVER"),
                              "serve",
                              "--listen",
                              "127.0.0.1:0",
                              "--database",
                              family->server->database,
                              "--tls-cert",
                              certificate,
                              "--tls-key",
                              key,
                              NULL };
  g_autoptr (GSubprocessLauncher) launcher = process_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GError) error = NULL;
  GSubprocess *process;
  g_autofree char *line = NULL;

  g_subprocess_launcher_set_stderr_file_path (launcher, family->server->log);
  process = g_subprocess_launcher_spawnv (launcher, arguments, &error);
  g_assert_no_error (error);
  line = process_read_first_line (process);
  g_assert_true (g_str_has_prefix (line, "listening on https://127.0.0.1:"));
  *address = g_strdup (line + strlen ("listening on "));
  return process;
}

/* The password stays here: the server behind that certificate hears no request at all. */
static void
test_certificate (void)
{
  g_autoptr (Family) family = family_new_offline ();
  g_autofree char *address = NULL;
  g_autofree char *log = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (ProcessResult) result = NULL;

  server_process_add_user (family->server, "anna", "home", FAMILY_PASSWORD);
  process = start_untrusted (family, &address);
  {
    const char *arguments[] = { program_path ("DOVETAILCTL"), "account", "login", address, "--user", "anna",
                                "--password-stdin",           NULL };

    result = process_run (arguments, family->laptop->environment, FAMILY_PASSWORD);
  }
  process_kill (process);
  g_test_message ("%d: %s", result->status, g_strchomp (result->err));
  g_assert_cmpint (result->status, !=, 0);
  g_assert_nonnull (strstr (result->err, "certificate"));
  g_assert_true (g_file_get_contents (family->server->log, &log, NULL, NULL));
  g_assert_null (strstr (log, "request"));
}

/* A person who mistypes, or is led elsewhere, does not send a password there. */
static void
test_addresses (void)
{
  static const struct
  {
    const char *address, *words;
  } cases[] = {
    { "http://tasks.example.org", "https" },
    { "ftp://127.0.0.1", "https" },
    { "https://anna:secret@127.0.0.1", "" },
    { "", "" },
  };
  g_autoptr (Family) family = family_new_offline ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *arguments[]
          = { program_path ("DOVETAILCTL"), "account", "login", cases[i].address, "--user", "anna",
              "--password-stdin",           NULL };
      g_autoptr (ProcessResult) result
          = process_run (arguments, family->laptop->environment, FAMILY_PASSWORD);

      g_test_message ("%s: %d: %s", cases[i].address, result->status, g_strchomp (result->err));
      g_assert_cmpint (result->status, !=, 0);
      g_assert_nonnull (strstr (result->err, cases[i].words));
      g_assert_null (strstr (result->err, FAMILY_PASSWORD));
      g_assert_null (strstr (result->err, "secret"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hostile-server/table", test_table);
  g_test_add_func ("/hostile-server/absurd", test_absurd);
  g_test_add_data_func ("/hostile-server/endless, empty", NULL, test_endless);
  g_test_add_data_func ("/hostile-server/endless, the same", GINT_TO_POINTER (TRUE), test_endless);
  g_test_add_func ("/hostile-server/deletes-everything", test_deletes_everything);
  g_test_add_func ("/hostile-server/odd-records", test_odd_records);
  g_test_add_func ("/hostile-server/certificate", test_certificate);
  g_test_add_func ("/hostile-server/addresses", test_addresses);
  return g_test_run ();
}
