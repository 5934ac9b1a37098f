/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Somebody signs out, or in with another account, while a pass waits for its server: whatever request it is, the
 * pass ends there, and nothing of the former account is written down, or sent, as the new one's. */

#include "server/sqlite-ledger.h"
#include "store/edit.h"
#include "store/settings.h"
#include "sync/session.h"
#include "sync/two-stores.h"

#define TASK(number) "0197a000-0000-7000-8000-00000000000" number
#define QUARTER_OF_AN_HOUR_MS (15 * 60 * 1000)

typedef enum
{
  OUT,          /* signs out */
  OTHER_FAMILY, /* signs in as ben, of another family of this server */
  OTHER_SERVER, /* signs in as anna of another server */
  N_TURNS
} Turn;

static const char *const turn_names[N_TURNS] = { "signs out", "another family", "another server" };

typedef struct
{
  const char *name;
  DovetailSyncKind kind;
  gint64 later; /* ms; after as long the access token has ended, and the pass begins with refreshing it */
} PassCase;

static const PassCase passes[] = {
  { "incremental", DOVETAIL_SYNC_AUTO, 0 },
  { "full", DOVETAIL_SYNC_FULL, 0 },
  { "refreshing", DOVETAIL_SYNC_AUTO, QUARTER_OF_AN_HOUR_MS },
};

typedef struct
{
  TwoStores two;
  DovetailServer *elsewhere;
  Turn turn;
  guint at;       /* the request of the pass at which it happens, from 1 */
  guint requests; /* so far */
  guint64 random; /* of the other server */
} Fixture;

static gint64
now_elsewhere (gpointer user_data)
{
  return ((TwoStores *) user_data)->laptop->now;
}

static void
fill (gpointer user_data, guint8 *bytes, gsize length)
{
  Fixture *fixture = user_data;

  for (gsize i = 0; i < length; i++)
    {
      fixture->random = fixture->random * G_GUINT64_CONSTANT (6364136223846793005) + 1442695040888963407u;
      bytes[i] = (guint8) (fixture->random >> 40);
    }
}

static void
sign_in (Fixture *fixture, DovetailServer *server, const char *address, const char *user)
{
  g_autoptr (InProcessRemote) remote = in_process_remote_new (server);
  g_autoptr (GError) error = NULL;

  dovetail_session_login (fixture->two.laptop->store, NULL, DOVETAIL_REMOTE (remote), address, user,
                          "correct horse", "laptop", NULL, &error);
  g_assert_no_error (error);
}

static void
take_turn (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  dovetail_session_logout (fixture->two.laptop->store, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  if (fixture->turn == OTHER_FAMILY)
    sign_in (fixture, fixture->two.server, "http://localhost:1", "ben");
  else if (fixture->turn == OTHER_SERVER)
    sign_in (fixture, fixture->elsewhere, "http://localhost:2", "anna");
}

static InProcessFate
count_and_turn (const DovetailRequest *request, gpointer user_data)
{
  Fixture *fixture = user_data;

  if (++fixture->requests == fixture->at)
    take_turn (fixture);
  return IN_PROCESS_DELIVER;
}

/* The phone has written something down, edits wait on the laptop, and so does the answer to a conflict. */
static void
set_up (Fixture *fixture)
{
  const DovetailServerOptions options = {
    .clock = { now_elsewhere, &fixture->two }, .random = { fill, fixture }, .cheap_passwords = TRUE
  };
  g_autoptr (DovetailLedger) ledger = dovetail_sqlite_ledger_open (":memory:", NULL);
  TwoStores *two = &fixture->two;

  two_stores_set_up (two, NULL);
  fixture->elsewhere = dovetail_server_new (ledger, &options, NULL);
  dovetail_server_add_user (fixture->elsewhere, "anna", "elsewhere", "owner", "correct horse", NULL);
  dovetail_server_add_user (two->server, "ben", "next door", "owner", "correct horse", NULL);
  scratch_create (two->laptop, "task", TASK ("1"), "{'title':'one'}");
  two_stores_sync (two, two->laptop);
  two_stores_sync (two, two->phone);
  scratch_update (two->phone, "task", TASK ("1"), "{'title':'of the phone'}");
  scratch_create (two->phone, "task", TASK ("2"), "{'title':'two'}");
  two_stores_sync (two, two->phone);
  scratch_update (two->laptop, "task", TASK ("1"), "{'title':'of the laptop'}");
  scratch_create (two->laptop, "task", TASK ("3"), "{'title':'three'}");
}

static void
tear_down (Fixture *fixture)
{
  g_object_unref (fixture->elsewhere);
  two_stores_tear_down (&fixture->two, NULL);
}

static DovetailJob *
run_pass (Fixture *fixture, const PassCase *pass, guint at)
{
  const DovetailPassOptions options = { .store = fixture->two.laptop->store,
                                        .remote = DOVETAIL_REMOTE (fixture->two.remote),
                                        .kind = pass->kind };
  g_autoptr (GError) error = NULL;
  DovetailJob *job;

  fixture->two.laptop->now += pass->later + 1000;
  fixture->at = at;
  fixture->requests = 0;
  in_process_remote_hook (fixture->two.remote, count_and_turn, fixture);
  job = dovetail_pass_run (&options, NULL, &error);
  in_process_remote_hook (fixture->two.remote, NULL, NULL);
  g_assert_no_error (error);
  return job;
}

static void
assert_unset (Fixture *fixture, const char *name)
{
  g_autofree char *value = dovetail_store_get_setting (fixture->two.laptop->store, name);

  g_assert_cmpstr (value, ==, NULL);
}

/* The place of the former account is kept for it alone, as long as nobody else signs in. */
static void
check_nothing_mixed (Fixture *fixture, const char *former_token)
{
  DovetailStore *store = fixture->two.laptop->store;
  g_autofree char *token = dovetail_store_get_setting (store, DOVETAIL_SETTING_SYNC_TOKEN);

  assert_unset (fixture, DOVETAIL_SETTING_WALK);
  assert_unset (fixture, DOVETAIL_SETTING_NOT_BEFORE);
  if (fixture->turn == OUT)
    {
      g_assert_false (dovetail_session_is_signed_in (store));
      g_assert_null (dovetail_store_get_secret (store, DOVETAIL_SETTING_TOKENS, NULL));
      return;
    }
  g_assert_cmpstr (token, ==, NULL);
  g_assert_cmpstr (former_token, !=, NULL);
}

/* The new account goes on by itself with tokens of its own. */
static void
check_next_pass (Fixture *fixture)
{
  g_autoptr (InProcessRemote) remote = in_process_remote_new (
      fixture->turn == OTHER_SERVER ? fixture->elsewhere : fixture->two.server);
  const DovetailPassOptions options
      = { .store = fixture->two.laptop->store, .remote = DOVETAIL_REMOTE (remote) };
  g_autoptr (GError) error = NULL;
  g_autoptr (DovetailJob) job = NULL;

  if (fixture->turn == OUT)
    return;
  fixture->two.laptop->now += 1000;
  job = dovetail_pass_run (&options, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (job->error_message, ==, NULL);
  g_assert_cmpstr (job->kind, ==, "full");
}

/* FALSE: the pass has not as many requests. */
static gboolean
change_at (const PassCase *pass, Turn turn, guint at)
{
  Fixture fixture = { .turn = turn };
  g_autofree char *former = NULL;
  g_autoptr (DovetailJob) job = NULL;
  gint64 last_success;
  gboolean happened;

  set_up (&fixture);
  former = dovetail_store_get_setting (fixture.two.laptop->store, DOVETAIL_SETTING_SYNC_TOKEN);
  last_success = dovetail_store_get_setting_int (fixture.two.laptop->store, DOVETAIL_SETTING_LAST_SUCCESS, 0);
  job = run_pass (&fixture, pass, at);
  happened = fixture.requests >= at;
  if (happened)
    {
      g_assert_cmpuint (fixture.requests, ==, at);
      g_assert_cmpstr (job->state, ==, "failed");
      g_assert_cmpstr (job->error_code, ==, "account_changed");
      g_assert_cmpint (
          dovetail_store_get_setting_int (fixture.two.laptop->store, DOVETAIL_SETTING_LAST_SUCCESS, 0), ==,
          last_success);
      check_nothing_mixed (&fixture, former);
      check_next_pass (&fixture);
    }
  tear_down (&fixture);
  return happened;
}

static void
test_changed (gconstpointer data)
{
  const PassCase *pass = data;

  for (Turn turn = 0; turn < N_TURNS; turn++)
    {
      guint at = 1;

      while (change_at (pass, turn, at))
        at++;
      g_test_message ("%s: %u requests", turn_names[turn], at - 1);
      g_assert_cmpuint (at, >, 2);
    }
}

/* The tokens are written before the account they are of. */
static void
test_tokens_first (void)
{
  Fixture fixture = { .turn = OTHER_FAMILY };
  DovetailStore *store;
  g_autofree char *tokens = NULL;
  g_autoptr (DovetailJob) job = NULL;

  set_up (&fixture);
  store = fixture.two.laptop->store;
  sign_in (&fixture, fixture.two.server, "http://localhost:1", "ben");
  tokens = dovetail_store_get_secret (store, DOVETAIL_SETTING_TOKENS, NULL);
  sign_in (&fixture, fixture.two.server, "http://localhost:1", "anna");
  dovetail_store_set_secret (store, DOVETAIL_SETTING_TOKENS, tokens, NULL);
  job = run_pass (&fixture, &passes[0], 0);
  g_assert_cmpstr (job->error_code, ==, "unauthorized");
  g_assert_cmpuint (fixture.requests, ==, 0);
  tear_down (&fixture);
}

/* The remote was made for the former account. */
static void
test_other_remote (void)
{
  Fixture fixture = { .turn = OTHER_SERVER };
  const DovetailPassOptions options = { .remote = NULL };
  DovetailPassOptions before = options;
  g_autoptr (GError) error = NULL;

  set_up (&fixture);
  before.store = fixture.two.laptop->store;
  before.remote = DOVETAIL_REMOTE (fixture.two.remote);
  before.server = "http://localhost:1";
  take_turn (&fixture);
  in_process_remote_hook (fixture.two.remote, count_and_turn, &fixture);
  g_assert_null (dovetail_pass_run (&before, NULL, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_ACCOUNT_CHANGED);
  g_assert_cmpuint (fixture.requests, ==, 0);
  tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (passes); i++)
    {
      g_autofree char *path = g_strdup_printf ("/other-account/%s", passes[i].name);

      g_test_add_data_func (path, &passes[i], test_changed);
    }
  g_test_add_func ("/other-account/tokens-first", test_tokens_first);
  g_test_add_func ("/other-account/other-remote", test_other_remote);
  return g_test_run ();
}
