/* SPDX-License-Identifier: GPL-3.0-or-later */

/* account: connect this device to a server, disconnect it, show what it is connected to. */
#include <glib/gi18n.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/output-json.h"
#include "cli/prompt.h"
#include "cli/table.h"
#include "store/settings.h"
#include "sync/http-remote.h"
#include "sync/session.h"

typedef struct
{
  char *user;
  char *device;
  gboolean password_stdin;
} Options;

static void
clear_options (Options *options)
{
  g_free (options->user);
  g_free (options->device);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, clear_options)

static char *
get_password (const Options *options, GError **error)
{
  g_autofree char *question = NULL;

  if (options->password_stdin)
    return dovetail_prompt_read_stdin (error);
  question = g_strdup_printf (_ ("Password of %s: "), options->user);
  return dovetail_prompt_secret (question, error);
}

static gboolean
login (DovetailProgram *program, const char *url, const Options *options, GError **error)
{
  g_autofree char *server = dovetail_session_normalize_server (url, error);
  g_autofree char *password = NULL;
  g_autoptr (DovetailRemote) remote = NULL;
  const char *device = options->device != NULL ? options->device : g_get_host_name ();
  gboolean done;

  if (server == NULL || (password = get_password (options, error)) == NULL
      || !dovetail_program_open (program, error))
    return FALSE;
  remote = dovetail_http_remote_new (server);
  done = dovetail_session_login (program->store, program->vault, remote, server, options->user, password,
                                 device, NULL, error);
  explicit_bzero (password, strlen (password));
  program->changed = done;
  if (done)
    g_print (_ ("Connected to %s as %s. Sync with: dovetailctl sync\n"), server, options->user);
  return done;
}

static gboolean
check_signed_in (DovetailProgram *program, GError **error)
{
  if (dovetail_session_is_signed_in (program->store))
    return TRUE;
  g_set_error_literal (error, DOVETAIL_ERROR, DOVETAIL_ERROR_NOT_FOUND,
                       _ ("this device is connected to no server. Connect it with: dovetailctl account login "
                          "URL --user NAME"));
  return FALSE;
}

static gboolean
logout (DovetailProgram *program, GError **error)
{
  g_autofree char *server = NULL;
  g_autoptr (DovetailRemote) remote = NULL;

  if (!dovetail_program_open (program, error) || !check_signed_in (program, error))
    return FALSE;
  server = dovetail_store_get_setting (program->store, DOVETAIL_SETTING_SERVER);
  remote = server != NULL ? dovetail_http_remote_new (server) : NULL;
  program->changed = dovetail_session_logout (program->store, program->vault, remote, NULL, error);
  return program->changed;
}

static gboolean
show (DovetailProgram *program, GError **error)
{
  static const struct
  {
    const char *name;
    const char *setting;
  } rows[] = {
    { "server", DOVETAIL_SETTING_SERVER },       { "user", DOVETAIL_SETTING_USER_NAME },
    { "user_id", DOVETAIL_SETTING_USER_ID },     { "role", DOVETAIL_SETTING_ROLE },
    { "family_id", DOVETAIL_SETTING_FAMILY_ID }, { "device", DOVETAIL_SETTING_DEVICE_NAME },
    { "device_id", DOVETAIL_SETTING_DEVICE_ID },
  };
  g_autoptr (JsonObject) object = json_object_new ();

  if (!dovetail_program_open (program, error) || (!program->json && !check_signed_in (program, error)))
    return FALSE;
  json_object_set_boolean_member (object, "signed_in", dovetail_session_is_signed_in (program->store));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *value = dovetail_store_get_setting (program->store, rows[i].setting);
      g_autofree char *shown = dovetail_text_for_terminal (value != NULL ? value : "");

      dovetail_object_set_text (object, rows[i].name, value);
      if (!program->json)
        g_print ("%-10s %s\n", rows[i].name, shown);
    }
  if (program->json)
    dovetail_output_object (g_steal_pointer (&object));
  return TRUE;
}

DOVETAIL_COMMAND (account)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "user", 'u', 0, DOVETAIL_OPTION_TEXT, &options.user, N_ ("Name on the server"), N_ ("NAME") },
    { "password-stdin", 0, 0, G_OPTION_ARG_NONE, &options.password_stdin,
      N_ ("Read the password from standard input"), NULL },
    { "device", 0, 0, DOVETAIL_OPTION_TEXT, &options.device,
      N_ ("What this device is called; its host name unless said"), N_ ("NAME") },
    G_OPTION_ENTRY_NULL,
  };
  guint count;

  if (!dovetail_program_parse (program, entries, words, 1, 2, error))
    return FALSE;
  count = g_strv_length (words);
  if (count == 3 && g_str_equal (words[1], "login"))
    return options.user != NULL ? login (program, words[2], &options, error)
                                : dovetail_program_misused (error, _ ("“account login” needs --user NAME"));
  if (count == 2 && g_str_equal (words[1], "logout"))
    return logout (program, error);
  if (count == 2 && g_str_equal (words[1], "show"))
    return show (program, error);
  return dovetail_program_misused (error, _ ("“account” is followed by login URL, logout or show"));
}
