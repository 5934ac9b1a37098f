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

char *
dovetail_sign_in_explain (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_UNAUTHORIZED))
    return g_strdup (_ ("The name or the password is wrong."));
  if (g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_OFFLINE)
      || g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_TIMED_OUT))
    return g_strdup (_ ("No server answers at this address. Check the address and your network."));
  if (g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_CERTIFICATE))
    return g_strdup_printf (_ ("This server cannot prove that it is the one you mean, so nothing was sent to "
                               "it. Ask whoever runs it. (%s)"),
                            error->message);
  if (g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_TEMPORARY))
    return g_strdup (
        _ ("The server is busy, or there were too many wrong passwords. Try again in a minute."));
  if (g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_PROTOCOL)
      || g_error_matches (error, DOVETAIL_ERROR, DOVETAIL_ERROR_REFUSED))
    return g_strdup (_ ("What answers at this address is no Dovetail server, or it is too old."));
  return g_strdup (error->message);
}
