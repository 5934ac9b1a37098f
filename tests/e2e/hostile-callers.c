/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A real server, and callers who are not who they say they are: tokens that are not good, and a member of
 * another family at every route there is. */

#include <sodium.h>
#include <string.h>

#include "lib/besieged-server.h"
#include "server/base64url.h"
#include "server/jwt.h"
#include "server/ledger-keys.h"
#include "server/router.h"
#include "server/sqlite-ledger.h"

#define MINUTE 60

/* What only the server should know: the key it signs with. */
static DovetailSigningKey *
steal_key (BesiegedServer *besieged)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailLedger) ledger = dovetail_sqlite_ledger_open (besieged->server->database, &error);
  g_autoptr (GPtrArray) keys = NULL;

  g_assert_no_error (error);
  g_assert_true (dovetail_ledger_begin (ledger, DOVETAIL_LEDGER_DIRECTORY, FALSE, &error));
  keys = dovetail_signing_key_list (ledger, &error);
  g_assert_no_error (error);
  dovetail_ledger_rollback (ledger);
  return g_ptr_array_steal_index (keys, 0);
}

static void
assert_refused (BesiegedServer *besieged, const char *token, const char *what)
{
  const RawExtras extras = { .token = token };
  g_autoptr (RawAnswer) read
      = raw_request (besieged_port (besieged), "GET", "/sync/status", &extras, NULL, 0);
  g_autoptr (RawAnswer) write = besieged_post (
      besieged, token, "/sync/push",
      "{'client_id':'phone','deltas':[{'mutation_id':'m','entity_type':'task','entity_id':"
      "'11111111-2222-4333-8444-555555555555','operation':'create','data':{'title':'forged'},"
      "'timestamp':'2026-11-20T12:00:00.000Z'}]}");

  g_test_message ("%s: %u and %u", what, read->status, write->status);
  g_assert_cmpuint (read->status, ==, 401);
  g_assert_cmpuint (write->status, ==, 401);
  g_assert_nonnull (strstr (read->body, "\"code\":\"unauthorized\""));
  besieged_assert_serves (besieged);
}

/* Header and claims as they stand, signed with that key. */
static char *
sign (const char *header, const char *claims, GBytes *key)
{
  g_autofree char *one = dovetail_base64url_encode (header, strlen (header));
  g_autofree char *two = dovetail_base64url_encode (claims, strlen (claims));
  g_autofree char *text = g_strconcat (one, ".", two, NULL);
  guint8 mac[crypto_auth_hmacsha256_BYTES];
  g_autofree char *signature = NULL;

  crypto_auth_hmacsha256 (mac, (const guint8 *) text, strlen (text), g_bytes_get_data (key, NULL));
  signature = dovetail_base64url_encode (mac, sizeof mac);
  return g_strconcat (text, ".", signature, NULL);
}

/* What a row makes of the good claims of anna's phone and of the good header; NULL: as it is. */
typedef struct
{
  const char *name;
  const char *header; /* KID stands for the key's name */
  const char *issuer;
  int begins, ends; /* minutes from now */
  gboolean other_key;
} TokenCase;

#define GOOD_HEADER "{'alg':'HS256','kid':'KID','typ':'JWT'}"

static const TokenCase token_cases[] = {
  { "the algorithm none", "{'alg':'none','kid':'KID','typ':'JWT'}", "dovetail", -1, 5, FALSE },
  { "None, spelt otherwise", "{'alg':'nOnE','kid':'KID','typ':'JWT'}", "dovetail", -1, 5, FALSE },
  { "no algorithm", "{'kid':'KID','typ':'JWT'}", "dovetail", -1, 5, FALSE },
  { "HS512", "{'alg':'HS512','kid':'KID','typ':'JWT'}", "dovetail", -1, 5, FALSE },
  { "RS256", "{'alg':'RS256','kid':'KID','typ':'JWT'}", "dovetail", -1, 5, FALSE },
  { "an algorithm that is a list", "{'alg':['HS256'],'kid':'KID','typ':'JWT'}", "dovetail", -1, 5, FALSE },
  { "the algorithm twice", "{'alg':'HS256','alg':'none','kid':'KID','typ':'JWT'}", "dovetail", -1, 5, FALSE },
  { "another type", "{'alg':'HS256','kid':'KID','typ':'at+jwt'}", "dovetail", -1, 5, FALSE },
  { "a key of its own beside it", "{'alg':'HS256','kid':'KID','typ':'JWT'}", "dovetail", -1, 5, TRUE },
  { "no kid", "{'alg':'HS256','typ':'JWT'}", "dovetail", -1, 5, FALSE },
  { "an empty kid", "{'alg':'HS256','kid':'','typ':'JWT'}", "dovetail", -1, 5, FALSE },
  { "a kid that is a path", "{'alg':'HS256','kid':'../../../dev/null','typ':'JWT'}", "dovetail", -1, 5,
    TRUE },
  { "a kid that is SQL", "{'alg':'HS256','kid':'x\\u0027 OR 1=1 --','typ':'JWT'}", "dovetail", -1, 5, TRUE },
  { "a kid that is an address", "{'alg':'HS256','kid':'http://127.0.0.1/key','typ':'JWT'}", "dovetail", -1, 5,
    TRUE },
  { "a kid that is a number", "{'alg':'HS256','kid':0,'typ':'JWT'}", "dovetail", -1, 5, TRUE },
  { "a kid with a NUL behind", "{'alg':'HS256','kid':'KID\\u0000','typ':'JWT'}", "dovetail", -1, 5, FALSE },
  { "expired a minute ago", GOOD_HEADER, "dovetail", -15, -1, FALSE },
  { "not good before a minute has gone", GOOD_HEADER, "dovetail", 1, 15, FALSE },
  { "another issuer", GOOD_HEADER, "elsewhere", -1, 5, FALSE },
  { "no issuer", GOOD_HEADER, "", -1, 5, FALSE },
};

/* The claims of a good token, with other times and another issuer. */
static char *
make_claims (BesiegedServer *besieged, const TokenCase *row)
{
  g_auto (GStrv) parts = g_strsplit (besieged->home, ".", -1);
  guint8 bytes[2048];
  gsize length;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *times = g_strdup_printf ("\"exp\":%" G_GINT64_FORMAT ",", now + row->ends * MINUTE);
  g_autofree char *begin = g_strdup_printf ("\"nbf\":%" G_GINT64_FORMAT ",", now + row->begins * MINUTE);
  g_autofree char *issuer = g_strdup_printf ("\"iss\":\"%s\",", row->issuer);
  g_autoptr (GRegex) exp = g_regex_new ("\"exp\":\\d+,", 0, 0, NULL);
  g_autoptr (GRegex) nbf = g_regex_new ("\"nbf\":\\d+,", 0, 0, NULL);
  g_autofree char *good = NULL;
  g_autofree char *ends = NULL;
  g_autofree char *both = NULL;
  g_autoptr (GString) claims = NULL;

  g_assert_true (dovetail_base64url_decode (parts[1], strlen (parts[1]), bytes, sizeof bytes, &length));
  good = g_strndup ((const char *) bytes, length);
  ends = g_regex_replace_literal (exp, good, -1, 0, times, 0, NULL);
  both = g_regex_replace_literal (nbf, ends, -1, 0, begin, 0, NULL);
  claims = g_string_new (both);
  g_assert_cmpuint (g_string_replace (claims, "\"iss\":\"dovetail\",", issuer, 1), ==, 1);
  return g_strdup (claims->str);
}

static char *
make_token (BesiegedServer *besieged, const TokenCase *row, const DovetailSigningKey *key)
{
  static const guint8 own[32] = { 7 };
  g_autoptr (GBytes) own_key = g_bytes_new_static (own, sizeof own);
  g_autoptr (GString) header = g_string_new (row->header);
  g_autofree char *claims = make_claims (besieged, row);

  g_string_replace (header, "'", "\"", 0);
  g_string_replace (header, "KID", key->kid, 0);
  return sign (header->str, claims, row->other_key ? own_key : key->secret);
}

static void
test_tokens (gconstpointer data)
{
  BesiegedServer *besieged = (BesiegedServer *) data;
  static const TokenCase good = { "a good one", GOOD_HEADER, "dovetail", -1, 5, FALSE };
  g_autoptr (DovetailSigningKey) key = steal_key (besieged);
  g_autofree char *fine = make_token (besieged, &good, key);
  const RawExtras extras = { .token = fine };
  g_autoptr (RawAnswer) answer
      = raw_request (besieged_port (besieged), "GET", "/sync/status", &extras, NULL, 0);

  /* Otherwise the rows below would be refused for what they have in common. */
  g_assert_cmpuint (answer->status, ==, 200);
  for (gsize i = 0; i < G_N_ELEMENTS (token_cases); i++)
    {
      g_autofree char *token = make_token (besieged, &token_cases[i], key);

      assert_refused (besieged, token, token_cases[i].name);
    }
  besieged_assert_memory (besieged, "forged tokens");
}

static void
test_no_tokens (gconstpointer data)
{
  BesiegedServer *besieged = (BesiegedServer *) data;
  g_autofree char *huge = g_strnfill (20 * 1024, 'a');
  g_autofree char *dots = g_strnfill (20 * 1024, '.');
  g_autofree char *unsigned_token
      = g_strndup (besieged->home, (gsize) (strrchr (besieged->home, '.') + 1 - besieged->home));
  g_autofree char *twice = g_strconcat (besieged->home, " ", besieged->home, NULL);
  g_autofree char *padded = g_strconcat (besieged->home, "=", NULL);
  g_autofree char *four = g_strconcat (besieged->home, ".x", NULL);
  const char *tokens[] = { NULL,
                           "",
                           "a",
                           "..",
                           "a.b.c",
                           huge,
                           dots,
                           unsigned_token,
                           twice,
                           padded,
                           four,
                           "\xff\xfe",
                           "eyJhbGciOiJub25lIn0.e30." };

  for (gsize i = 0; i < G_N_ELEMENTS (tokens); i++)
    {
      g_autofree char *what = g_strdup_printf ("text %" G_GSIZE_FORMAT, i);

      assert_refused (besieged, tokens[i], what);
    }
}

/* One bit anywhere; the last character holds bits that are not used, which must be zero. */
static void
test_bit_flips (gconstpointer data)
{
  BesiegedServer *besieged = (BesiegedServer *) data;

  for (gsize i = 0; i < strlen (besieged->home); i += 3)
    {
      g_autofree char *token = g_strdup (besieged->home);
      RawExtras extras = { .token = token };
      g_autoptr (RawAnswer) answer = NULL;

      token[i] ^= (char) (1 << (i % 6));
      if (token[i] == '\n' || token[i] == '\r')
        continue;
      answer = raw_request (besieged_port (besieged), "GET", "/sync/status", &extras, NULL, 0);
      if (answer->status != 401)
        g_test_message ("bit %" G_GSIZE_FORMAT " of byte %" G_GSIZE_FORMAT, i % 6, i);
      g_assert_cmpuint (answer->status, ==, 401);
    }
  besieged_assert_serves (besieged);
}

/* Requests to each route, with the ids of the other family in the places of RECORD, LIST, CONFLICT and
 * DEVICE. */
typedef struct
{
  const char *route; /* "POST /sync/pull" */
  const char *query;
  const char *body; /* single quotes for double ones */
} TenantCase;

#define RECORD "11111111-2222-4333-8444-100000000001"
#define LIST "11111111-2222-4333-8444-100000000002"
#define NOBODYS "99999999-2222-4333-8444-%012u"
#define CHANGE(operation, more)                                                                              \
  "{'mutation_id':'" operation                                                                               \
  " MUTATION','entity_type':'task','entity_id':'RECORD','operation':'" operation "','action':'" operation    \
  "','timestamp':'2026-11-20T12:00:00.000Z','client_timestamp':"                                             \
  "'2026-11-20T12:00:00.000Z'," more "}"
#define CHANGES                                                                                              \
  CHANGE ("update", "'version':1,'data':{'title':'theirs','list_id':'LIST','parent_id':'RECORD'}")           \
  "," CHANGE ("delete", "'version':1")

static const TenantCase tenant_cases[] = {
  { "POST /auth/login", NULL,
    "{'username':'anna','password':'not hers','client_id':'DEVICE','device_name':'x'}" },
  { "POST /auth/refresh", NULL, "{'refresh_token':'NOT-A-TOKEN'}" },
  { "POST /auth/logout", NULL, "{'refresh_token':'NOT-A-TOKEN'}" },
  { "GET /auth/devices", NULL, NULL },
  { "POST /auth/devices/revoke", NULL, "{'client_id':'DEVICE'}" },
  { "POST /sync/pull", NULL, "{'client_id':'laptop'}" },
  { "POST /sync/pull", NULL, "{'client_id':'laptop','full':true,'list_ids':['LIST']}" },
  { "POST /sync/pull", NULL, "{'client_id':'DEVICE'}" },
  { "POST /sync/push", NULL, "{'client_id':'laptop','deltas':[" CHANGES "]}" },
  { "POST /sync/push", NULL, "{'client_id':'laptop','atomic':true,'deltas':[" CHANGES "]}" },
  { "POST /sync/push", NULL, "{'client_id':'DEVICE','deltas':[" CHANGES "]}" },
  { "POST /sync/delta", NULL,
    "{'device_id':'laptop','last_sync_at':'2026-01-01T00:00:00.000Z','changes':[" CHANGES "]}" },
  { "POST /sync/delta", NULL,
    "{'device_id':'DEVICE','last_sync_at':'2026-01-01T00:00:00.000Z','changes':[]}" },
  { "POST /sync/batch/pull", NULL,
    "{'client_id':'laptop','pulls':[{'name':'a'},{'name':'b','full':true,'list_ids':['LIST']}]}" },
  { "POST /sync/batch/push", NULL, "{'client_id':'laptop','pushes':[{'name':'a','deltas':[" CHANGES "]}]}" },
  { "GET /sync/conflicts", "state=open", NULL },
  { "GET /sync/conflicts", "state=closed", NULL },
  { "GET /sync/conflicts", "cursor=CONFLICT", NULL },
  { "POST /sync/resolve-conflict", NULL,
    "{'client_id':'laptop','mutation_id':'MUTATION','conflict_id':'CONFLICT','resolution_strategy':'client_"
    "wins',"
    "'version':2}" },
  { "POST /sync/resolve-conflict", NULL,
    "{'client_id':'laptop','mutation_id':'MUTATION','conflict_id':'CONFLICT','resolution_strategy':'reopen','"
    "version':2}" },
  { "GET /sync/status", "client_id=DEVICE", NULL },
  { "GET /sync/metrics", "client_id=DEVICE", NULL },
  { "POST /sync/cleanup", NULL, "{'older_than_days':0}" },
  { "GET /sync/events", NULL, NULL }, /* test_events */
  { "GET /healthz", NULL, NULL },
  { "GET /readyz", NULL, NULL },
  { "GET /openapi.yaml", NULL, NULL },
};

/* The other family's ids, or such as nobody has. */
typedef struct
{
  char *record, *list, *conflict, *device, *mutation;
} Ids;

static void
ids_clear (Ids *ids)
{
  g_free (ids->record);
  g_free (ids->list);
  g_free (ids->conflict);
  g_free (ids->device);
  g_free (ids->mutation);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Ids, ids_clear)

static Ids
ids_of_nobody (void)
{
  static guint n;
  Ids ids = { g_strdup_printf (NOBODYS, ++n), g_strdup_printf (NOBODYS, ++n), g_strdup_printf (NOBODYS, ++n),
              g_strdup ("toaster"), g_strdup_printf ("mutation-%u", n) };

  return ids;
}

static char *
fill_in (const char *text, const Ids *ids)
{
  g_autoptr (GString) filled = g_string_new (text);

  g_string_replace (filled, "'", "\"", 0);
  g_string_replace (filled, "RECORD", ids->record, 0);
  g_string_replace (filled, "LIST", ids->list, 0);
  g_string_replace (filled, "CONFLICT", ids->conflict, 0);
  g_string_replace (filled, "DEVICE", ids->device, 0);
  g_string_replace (filled, "MUTATION", ids->mutation, 0);
  return g_strdup (filled->str);
}

/* What differs from answer to answer to the same question. */
static char *
without_the_ephemeral (const char *text, const Ids *ids)
{
  g_autoptr (GRegex) moving
      = g_regex_new ("\"(server_time|sync_token|next_sync_token|last_sync_at|last_sync)\":\"[^\"]*\""
                     "|[0-9.]+(?=[,}])", /* counts go up */
                     0, 0, NULL);
  g_autoptr (GString) same = g_string_new (NULL);
  g_autofree char *still = g_regex_replace_literal (moving, text, -1, 0, "", 0, NULL);

  g_string_assign (same, still);
  g_string_replace (same, ids->record, "RECORD", 0);
  g_string_replace (same, ids->list, "LIST", 0);
  g_string_replace (same, ids->conflict, "CONFLICT", 0);
  g_string_replace (same, ids->device, "DEVICE", 0);
  g_string_replace (same, ids->mutation, "MUTATION", 0);
  return g_strdup (same->str);
}

static RawAnswer *
ask_as_stranger (BesiegedServer *besieged, const TenantCase *row, const Ids *ids)
{
  g_auto (GStrv) route = g_strsplit (row->route, " ", 2);
  g_autofree char *query = row->query == NULL ? NULL : fill_in (row->query, ids);
  g_autofree char *body = row->body == NULL ? NULL : fill_in (row->body, ids);
  const RawExtras extras = { .token = besieged->stranger, .query = query };

  return raw_request (besieged_port (besieged), route[0], route[1], &extras, body,
                      body == NULL ? 0 : strlen (body));
}

static void
assert_as_if_missing (BesiegedServer *besieged, const TenantCase *row, Ids *theirs)
{
  g_auto (Ids) nobodys = ids_of_nobody ();
  g_autoptr (RawAnswer) one = NULL;
  g_autoptr (RawAnswer) other = ask_as_stranger (besieged, row, &nobodys);
  g_autofree char *said = NULL;
  g_autofree char *expected = without_the_ephemeral (other->body, &nobodys);

  g_free (theirs->mutation);
  theirs->mutation = g_strconcat (nobodys.mutation, "-again", NULL);
  one = ask_as_stranger (besieged, row, theirs);
  said = without_the_ephemeral (one->body, theirs);
  g_test_message ("%s %s%s: %u", row->route, row->query == NULL ? "" : row->query,
                  row->body == NULL ? "" : row->body, one->status);
  g_assert_cmpuint (one->status, ==, other->status);
  g_assert_cmpuint (one->status, <, 500);
  g_assert_cmpstr (said, ==, expected);
  g_assert_null (strstr (one->body, "secret"));
}

/* A task in a list, both secret, and an open conflict about the task. */
static Ids
live_at_home (BesiegedServer *besieged)
{
  Ids ids = { g_strdup (RECORD), g_strdup (LIST), NULL, g_strdup ("phone"), g_strdup ("mutation") };
  g_autoptr (RawAnswer) made = besieged_post (
      besieged, besieged->home, "/sync/push",
      "{'client_id':'phone','policy':'manual_resolution','deltas':["
      "{'mutation_id':'h1','entity_type':'list','entity_id':'" LIST "','operation':'create',"
      "'data':{'name':'secret list'},'timestamp':'2026-11-20T12:00:00.000Z'},"
      "{'mutation_id':'h2','entity_type':'task','entity_id':'" RECORD "','operation':'create',"
      "'data':{'title':'secret task','list_id':'" LIST "'},'timestamp':'2026-11-20T12:00:00.000Z'},"
      "{'mutation_id':'h3','entity_type':'task','entity_id':'" RECORD "','operation':'create',"
      "'data':{'title':'secret twin'},'timestamp':'2026-11-20T12:00:00.000Z'}]}");

  g_assert_cmpuint (made->status, ==, 200);
  ids.conflict = raw_answer_find (made, "conflict_id");
  return ids;
}

/* Everything anna's family has, and its conflicts. */
static char *
look_at_home (BesiegedServer *besieged, const Ids *ids)
{
  const RawExtras extras = { .token = besieged->home };
  g_autoptr (RawAnswer) records
      = besieged_post (besieged, besieged->home, "/sync/pull", "{'client_id':'phone','full':true}");
  g_autoptr (RawAnswer) conflicts
      = raw_request (besieged_port (besieged), "GET", "/sync/conflicts", &extras, NULL, 0);
  g_autofree char *both = g_strconcat (records->body, "\n", conflicts->body, NULL);

  g_assert_cmpuint (records->status, ==, 200);
  g_assert_cmpuint (conflicts->status, ==, 200);
  g_assert_nonnull (strstr (both, "secret task"));
  return without_the_ephemeral (both, ids);
}

static guint
try_route (BesiegedServer *besieged, const char *route, Ids *theirs)
{
  guint n_tried = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (tenant_cases); i++)
    if (g_str_equal (tenant_cases[i].route, route))
      {
        if (!g_str_equal (route, "GET /sync/events"))
          assert_as_if_missing (besieged, &tenant_cases[i], theirs);
        n_tried++;
      }
  return n_tried;
}

static void
try_other_verbs (BesiegedServer *besieged, const char *method, const char *path)
{
  static const char *const verbs[]
      = { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND" };
  const RawExtras extras = { .token = besieged->stranger };

  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      g_autoptr (RawAnswer) answer = NULL;

      if (g_str_equal (verbs[i], method))
        continue;
      answer = raw_request (besieged_port (besieged), verbs[i], path, &extras, NULL, 0);
      g_assert_cmpuint (answer->status, ==, 405);
    }
}

/* The router's own table, so that no route is forgotten. */
static void
test_tenants (gconstpointer data)
{
  BesiegedServer *besieged = (BesiegedServer *) data;
  g_auto (Ids) ids = live_at_home (besieged);
  g_autofree char *before = look_at_home (besieged, &ids);
  g_autofree char *after = NULL;
  const char *method, *path;

  for (gsize i = 0; dovetail_router_get (i, &method, &path); i++)
    {
      g_autofree char *route = g_strdup_printf ("%s %s", method, path);

      if (try_route (besieged, route, &ids) == 0)
        g_error ("%s has no row in the table of this test", route);
      try_other_verbs (besieged, method, path);
      besieged_assert_serves (besieged);
    }
  after = look_at_home (besieged, &ids);
  g_assert_cmpstr (after, ==, before);
}

/* A sync token of the other family is as good as one that nobody signed. */
static void
test_sync_token (gconstpointer data)
{
  BesiegedServer *besieged = (BesiegedServer *) data;
  g_autoptr (RawAnswer) home
      = besieged_post (besieged, besieged->home, "/sync/pull", "{'client_id':'phone'}");
  g_autofree char *token = raw_answer_find (home, "next_sync_token");
  g_autofree char *forged = g_strdup (token);
  g_autoptr (RawAnswer) theirs = NULL;
  g_autoptr (RawAnswer) nobodys = NULL;

  forged[10] = forged[10] == 'A' ? 'B' : 'A';
  theirs = besieged_post (besieged, besieged->stranger, "/sync/pull",
                          "{'client_id':'laptop','sync_token':'%s'}", token);
  nobodys = besieged_post (besieged, besieged->stranger, "/sync/pull",
                           "{'client_id':'laptop','sync_token':'%s'}", forged);
  g_assert_cmpuint (theirs->status, ==, 410);
  g_assert_cmpuint (nobodys->status, ==, 410);
  g_assert_cmpstr (theirs->body, ==, nobodys->body);
}

/* Until the server has taken the stream: what happens before is not told on it. */
static void
read_head (GSocketConnection *stream, GString *text)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (stream));
  char byte;

  while (!g_str_has_suffix (text->str, "\r\n\r\n"))
    {
      g_assert_cmpint (g_input_stream_read (input, &byte, 1, NULL, NULL), ==, 1);
      g_string_append_c (text, byte);
    }
}

/* Until the event has come that often. */
static void
read_events (GSocketConnection *stream, GString *text, guint n)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (stream));
  g_auto (GStrv) parts = NULL;

  do
    {
      char buffer[1024];
      gssize n_read = g_input_stream_read (input, buffer, sizeof buffer, NULL, NULL);

      g_assert_cmpint (n_read, >, 0);
      g_string_append_len (text, buffer, n_read);
      g_strfreev (parts);
      parts = g_strsplit (text->str, "event: changed", -1);
    }
  while (g_strv_length (parts) <= n);
  g_assert_cmpuint (g_strv_length (parts), ==, n + 1);
}

static void
add_task (BesiegedServer *besieged, const char *token, const char *device, guint number)
{
  g_autoptr (RawAnswer) answer
      = besieged_post (besieged, token, "/sync/push",
                       "{'client_id':'%s','deltas':[{'mutation_id':'e%u','entity_type':'task','entity_id':"
                       "'11111111-2222-4333-8444-2%011u','operation':'create','data':{'title':'x'},"
                       "'timestamp':'2026-11-20T12:00:00.000Z'}]}",
                       device, number, number);

  g_assert_cmpuint (answer->status, ==, 200);
}

/* olga hears of her own family's changes, one after the other, and of none of anna's in between. */
static void
test_events (gconstpointer data)
{
  BesiegedServer *besieged = (BesiegedServer *) data;
  g_autoptr (GSocketConnection) stream = raw_connect (besieged_port (besieged));
  g_autofree char *request
      = g_strdup_printf ("GET /sync/events HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n"
                         "Authorization: Bearer %s\r\n\r\n",
                         besieged->stranger);
  g_autoptr (GString) text = g_string_new (NULL);

  raw_send (stream, request, strlen (request));
  read_head (stream, text);
  add_task (besieged, besieged->stranger, "laptop", 1);
  read_events (stream, text, 1);
  for (guint i = 2; i < 6; i++)
    add_task (besieged, besieged->home, "phone", i);
  add_task (besieged, besieged->stranger, "laptop", 6);
  read_events (stream, text, 2);
}

int
main (int argc, char **argv)
{
  g_autoptr (BesiegedServer) besieged = NULL;

  g_test_init (&argc, &argv, NULL);
  besieged = besieged_server_new ();
  g_test_add_data_func ("/hostile-callers/tokens", besieged, test_tokens);
  g_test_add_data_func ("/hostile-callers/no-tokens", besieged, test_no_tokens);
  g_test_add_data_func ("/hostile-callers/bit-flips", besieged, test_bit_flips);
  g_test_add_data_func ("/hostile-callers/tenants", besieged, test_tenants);
  g_test_add_data_func ("/hostile-callers/sync-token", besieged, test_sync_token);
  g_test_add_data_func ("/hostile-callers/events", besieged, test_events);
  return g_test_run ();
}
