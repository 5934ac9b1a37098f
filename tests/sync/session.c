/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Signing in and out, and the addresses people type. */

#include "sync/session.h"

#include "lib/scratch-store.h"
#include "lib/scripted-remote.h"
#include "store/settings.h"

#define TEN(text) text text text text text text text text text text

typedef struct
{
  const char *typed;
  const char *expected; /* NULL: refused */
} AddressCase;

static const AddressCase address_cases[] = {
  { "tasks.example.org", "https://tasks.example.org" },
  { "  Tasks.Example.ORG/ ", "https://tasks.example.org" },
  { "https://tasks.example.org:443", "https://tasks.example.org" },
  { "tasks.example.org:8443", "https://tasks.example.org:8443" },
  { "localhost:8484", "http://localhost:8484" },
  { "http://127.0.0.1:8484", "http://127.0.0.1:8484" },
  { "http://[::1]:8484/", "http://[::1]:8484" },
  { "https://localhost", "https://localhost" },
  { "http://tasks.example.org", NULL },
  { "http://localhost.example.org", NULL },
  { "ftp://tasks.example.org", NULL },
  { "https://anna:secret@tasks.example.org", NULL },
  { "https://tasks.example.org/sync", NULL },
  { "https://tasks.example.org/?x=1", NULL },
  { "https://", NULL },
  { "", NULL },
  { "two words", NULL },
  { "https://tasks.example.org#part", NULL },
  { "http://localhost:80", "http://localhost" },
  { "https://tasks.example.org:80", "https://tasks.example.org:80" },
  { "http://tasks.localhost:1", "http://tasks.localhost:1" },
  { "http://192.0.2.1", NULL },
  { "192.0.2.1", "https://192.0.2.1" },
  { "b\xc3\xbc"
    "cher.example",
    "https://xn--bcher-kva.example" },
  { "https://tasks_1.example.org/", "https://tasks_1.example.org" },
  { "https://tasks%21.example.org", NULL },
  { "https://[::1", NULL },
  { "https://:443", NULL },
  { "tasks.example.org:443", "https://tasks.example.org" },
  { "http://localhost:443", "http://localhost:443" },
  { "mailto:anna://tasks.example.org", NULL },
  { "https://\xc3\xbc" TEN ("example") ".org", NULL }, /* longer than a part of a name may be */
};

static void
test_addresses (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (address_cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *address = dovetail_session_normalize_server (address_cases[i].typed, &error);

      g_test_message ("%s", address_cases[i].typed);
      g_assert_cmpstr (address, ==, address_cases[i].expected);
      if (address == NULL)
        g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID);
    }
}

static void
test_local (void)
{
  static const struct
  {
    const char *server;
    gboolean local;
  } cases[] = { { "http://localhost:8484", TRUE }, { "http://[::1]:8484", TRUE },
                { "http://127.0.0.2", TRUE },      { "https://tasks.example.org", FALSE },
                { "https://192.0.2.1", FALSE },    { "localhost", FALSE },
                { "not an address", FALSE },       { "mailto:anna@localhost", FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].server);
      g_assert_cmpint (dovetail_session_is_local (cases[i].server), ==, cases[i].local);
    }
}

#define GRANT                                                                                                \
  "{'access_token':'a1','refresh_token':'r1','expires_in':900,'user':{'id':'u1','username':'anna'},"         \
  "'role':'owner','family_id':'f1','server_time':'2026-11-20T12:00:00.000Z'}"

static gboolean
log_in (ScratchStore *scratch, ScriptedRemote *remote, GError **error)
{
  return dovetail_session_login (scratch->store, NULL, DOVETAIL_REMOTE (remote), "https://tasks.example.org",
                                 "anna", "correct horse", "laptop", NULL, error);
}

static void
test_login (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (TRUE);
  g_autoptr (ScriptedRemote) remote = scripted_remote_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *device = NULL;
  g_autofree char *again = NULL;

  g_assert_false (dovetail_session_is_signed_in (scratch->store));
  scripted_remote_answer (remote, 200, GRANT);
  log_in (scratch, remote, &error);
  g_assert_no_error (error);
  g_assert_true (dovetail_session_is_signed_in (scratch->store));
  device = dovetail_store_get_setting (scratch->store, DOVETAIL_SETTING_DEVICE_ID);
  g_assert_cmpstr (dovetail_data_get_string (scripted_remote_get_body (remote, 0), "client_id"), ==, device);

  g_test_message ("signing out forgets the account and keeps the device");
  scripted_remote_answer (remote, 204, "");
  dovetail_session_logout (scratch->store, NULL, DOVETAIL_REMOTE (remote), NULL, &error);
  g_assert_no_error (error);
  g_assert_false (dovetail_session_is_signed_in (scratch->store));
  g_assert_null (dovetail_store_get_secret (scratch->store, DOVETAIL_SETTING_TOKENS, NULL));
  again = dovetail_store_get_setting (scratch->store, DOVETAIL_SETTING_DEVICE_ID);
  g_assert_cmpstr (again, ==, device);
}

/* Another account of the same server was signed in with this device before. */
static void
test_device_of_another (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (FALSE);
  g_autoptr (ScriptedRemote) remote = scripted_remote_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *device = NULL;

  scripted_remote_answer (remote, 403, "{'title':'Forbidden','code':'client_id_taken'}");
  scripted_remote_answer (remote, 200, GRANT);
  log_in (scratch, remote, &error);
  g_assert_no_error (error);
  device = dovetail_store_get_setting (scratch->store, DOVETAIL_SETTING_DEVICE_ID);
  g_assert_cmpstr (dovetail_data_get_string (scripted_remote_get_body (remote, 1), "client_id"), ==, device);
  g_assert_cmpstr (dovetail_data_get_string (scripted_remote_get_body (remote, 0), "client_id"), !=, device);

  g_test_message ("once, not for ever");
  scripted_remote_answer (remote, 403, "{'title':'Forbidden','code':'client_id_taken'}");
  scripted_remote_answer (remote, 403, "{'title':'Forbidden','code':'client_id_taken'}");
  g_assert_false (log_in (scratch, remote, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_FORBIDDEN);
  g_assert_cmpuint (scripted_remote_count (remote), ==, 4);
}

static void
test_wrong_password (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (FALSE);
  g_autoptr (ScriptedRemote) remote = scripted_remote_new ();
  g_autoptr (GError) error = NULL;

  scripted_remote_answer (remote, 401, "{'title':'Unauthorized','code':'wrong_credentials'}");
  g_assert_false (log_in (scratch, remote, &error));
  g_assert_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_UNAUTHORIZED);
  g_assert_nonnull (strstr (error->message, "user name and password"));
  g_assert_false (dovetail_session_is_signed_in (scratch->store));
}

/* Signed out and in again: the same account goes on where it stopped, another one does not. */
static void
test_signed_out_and_in (void)
{
  static const struct
  {
    const char *family, *server, *expected;
  } rows[] = { { "f1", "https://tasks.example.org", "t1" },
               { "f2", "https://tasks.example.org", NULL },
               { "f1", "https://other.example.org", NULL } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (ScratchStore) scratch = scratch_store_new (FALSE);
      g_autoptr (ScriptedRemote) remote = scripted_remote_new ();
      g_autoptr (GError) error = NULL;
      g_autofree char *grant = g_strdup_printf (
          "{'access_token':'a','refresh_token':'r','expires_in':900,'user':{'id':'u1','username':'anna'},"
          "'role':'owner','family_id':'%s'}",
          rows[i].family);
      g_autofree char *token = NULL;
      g_autofree char *place = NULL;

      scripted_remote_answer (remote, 200, GRANT);
      log_in (scratch, remote, &error);
      dovetail_store_set_setting (scratch->store, DOVETAIL_SETTING_SYNC_TOKEN, "t1", NULL);
      scripted_remote_answer (remote, 204, "");
      dovetail_session_logout (scratch->store, NULL, DOVETAIL_REMOTE (remote), NULL, &error);
      g_assert_no_error (error);
      g_assert_false (dovetail_session_is_signed_in (scratch->store));
      scripted_remote_answer (remote, 200, grant);
      dovetail_session_login (scratch->store, NULL, DOVETAIL_REMOTE (remote), rows[i].server, "anna",
                              "correct horse", "laptop", NULL, &error);
      g_assert_no_error (error);
      token = dovetail_store_get_setting (scratch->store, DOVETAIL_SETTING_SYNC_TOKEN);
      g_assert_cmpstr (token, ==, rows[i].expected);
      place = dovetail_store_get_setting (scratch->store, DOVETAIL_SETTING_PLACE_OF);
      g_assert_null (place);
    }
}

static void
test_other_account (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new (FALSE);
  g_autoptr (ScriptedRemote) remote = scripted_remote_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *gone = NULL;

  scripted_remote_answer (remote, 200, GRANT);
  log_in (scratch, remote, &error);
  dovetail_store_set_setting (scratch->store, DOVETAIL_SETTING_SYNC_TOKEN, "t1", NULL);
  scripted_remote_answer (remote, 200, GRANT);
  log_in (scratch, remote, &error);
  kept = dovetail_store_get_setting (scratch->store, DOVETAIL_SETTING_SYNC_TOKEN);
  g_assert_cmpstr (kept, ==, "t1");

  g_test_message ("a token of one family says nothing to another");
  scripted_remote_answer (
      remote, 200,
      "{'access_token':'a','refresh_token':'r','expires_in':900,'user':{'id':'u2','username':'ben'},"
      "'role':'owner','family_id':'f2'}");
  log_in (scratch, remote, &error);
  gone = dovetail_store_get_setting (scratch->store, DOVETAIL_SETTING_SYNC_TOKEN);
  g_assert_null (gone);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/addresses", test_addresses);
  g_test_add_func ("/session/local", test_local);
  g_test_add_func ("/session/login", test_login);
  g_test_add_func ("/session/device-of-another", test_device_of_another);
  g_test_add_func ("/session/wrong-password", test_wrong_password);
  g_test_add_func ("/session/signed-out-and-in", test_signed_out_and_in);
  g_test_add_func ("/session/other-account", test_other_account);
  return g_test_run ();
}
