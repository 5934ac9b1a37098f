/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Connecting this device to a server, and taking it off again, on a worker with a store connection of its
 * own. */

#include "app/sign-in.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/error.h"
#include "store/settings.h"
#include "sync/http-remote.h"
#include "sync/session.h"

typedef struct
{
  DovetailStore *store;
  DovetailVault *vault; /* borrowed: outlives the step */
  char *server;
  char *user_name;
  char *password;
  char *device_name;
} Account;

static void
account_free (Account *account)
{
  g_clear_object (&account->store);
  g_free (account->server);
  g_free (account->user_name);
  if (account->password != NULL)
    explicit_bzero (account->password, strlen (account->password));
  g_free (account->password);
  g_free (account->device_name);
  g_free (account);
}

static void
run_sign_in (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Account *account = task_data;
  g_autoptr (DovetailStore) store = NULL;
  g_autoptr (DovetailRemote) remote = NULL;
  g_autofree char *server = NULL;
  GError *error = NULL;

  server = dovetail_session_normalize_server (account->server, &error);
  if (server != NULL)
    store = dovetail_store_reopen (account->store, &error);
  if (store == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  remote = dovetail_http_remote_new (server);
  if (dovetail_session_login (store, account->vault, remote, server, account->user_name, account->password,
                              account->device_name, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
run_sign_out (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Account *account = task_data;
  g_autoptr (DovetailStore) store = NULL;
  g_autoptr (DovetailRemote) remote = NULL;
  g_autofree char *server = NULL;
  GError *error = NULL;

  store = dovetail_store_reopen (account->store, &error);
  if (store == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  server = dovetail_store_get_setting (store, DOVETAIL_SETTING_SERVER);
  if (server != NULL)
    remote = dovetail_http_remote_new (server);
  if (dovetail_session_logout (store, account->vault, remote, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
dovetail_sign_in_async (DovetailStore *store,
                        DovetailVault *vault,
                        const char *server,
                        const char *user_name,
                        const char *password,
                        const char *device_name,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Account *account;

  g_return_if_fail (DOVETAIL_IS_STORE (store));
  g_return_if_fail (server != NULL && user_name != NULL && password != NULL && device_name != NULL);

  task = g_task_new (store, NULL, callback, user_data);
  account = g_new0 (Account, 1);
  account->store = g_object_ref (store);
  account->vault = vault;
  account->server = g_strdup (server);
  account->user_name = g_strdup (user_name);
  account->password = g_strdup (password);
  account->device_name = g_strdup (device_name);
  g_task_set_source_tag (task, dovetail_sign_in_async);
  g_task_set_task_data (task, account, (GDestroyNotify) account_free);
  g_task_run_in_thread (task, run_sign_in);
}

gboolean
dovetail_sign_in_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, dovetail_sign_in_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
dovetail_sign_out_async (DovetailStore *store,
                         DovetailVault *vault,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Account *account;

  g_return_if_fail (DOVETAIL_IS_STORE (store));

  task = g_task_new (store, NULL, callback, user_data);
  account = g_new0 (Account, 1);
  account->store = g_object_ref (store);
  account->vault = vault;
  g_task_set_source_tag (task, dovetail_sign_out_async);
  g_task_set_task_data (task, account, (GDestroyNotify) account_free);
  g_task_run_in_thread (task, run_sign_out);
}

gboolean
dovetail_sign_out_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, dovetail_sign_out_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* A certificate is good for some time only, and what time it is this computer believes to know. */
static char *
explain_certificate (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  /* Translators: the date and time of this computer; see the manual page of strftime */
  g_autofree char *moment = g_date_time_format (now, _ ("%-d %b %Y %H:%M"));

  return g_strdup_printf (
      _ ("This server cannot prove that it is the one you mean, so nothing was sent to it. Look whether the "
         "clock of "
         "this computer is right: it says %s. If it is, ask whoever runs the server about its certificate."),
      moment);
}

char *
dovetail_sign_in_explain (const GError *error)
{
  static const struct
  {
    DovetailError code;
    const char *words;
  } reasons[] = {
    { DOVETAIL_ERROR_UNAUTHORIZED, N_ ("The name or the password is wrong.") },
    { DOVETAIL_ERROR_FORBIDDEN, N_ ("This account may not sign in here. Ask whoever runs the server.") },
    { DOVETAIL_ERROR_OFFLINE, N_ ("No server answers at this address. Check the address and your network.") },
    { DOVETAIL_ERROR_TIMED_OUT,
      N_ ("No server answers at this address. Check the address and your network.") },
    { DOVETAIL_ERROR_TEMPORARY,
      N_ ("The server is busy, or there were too many wrong passwords. Try again in a minute.") },
    { DOVETAIL_ERROR_PROTOCOL,
      N_ ("What answers at this address is no Dovetail server. Check the address.") },
    { DOVETAIL_ERROR_REFUSED, N_ ("The server at this address is too old for this Dovetail, or it is another "
                                  "program. Ask whoever runs it to "
                                  "update it.") },
    { DOVETAIL_ERROR_FULL, N_ ("The disk of this computer is full. Make room on it, then try again.") },
    { DOVETAIL_ERROR_KEYRING_LOCKED, N_ ("The keyring is locked. Unlock it, then try again.") },
    { DOVETAIL_ERROR_KEYRING_UNAVAILABLE,
      N_ ("The keyring does not answer. Log out of the desktop and in again, then try again.") },
  };

  g_return_val_if_fail (error != NULL, NULL);

  if (g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_CERTIFICATE))
    return explain_certificate ();
  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_error_matches (error, DOVETAIL_ERROR, (int) reasons[i].code))
      return g_strdup (_ (reasons[i].words));
  return g_strdup (error->message);
}
