/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Profiles: several stores of one user beside each other. */

#include "account/profile.h"

#include <errno.h>
#include <string.h>

#include "core/error.h"

#define DEFAULT_PROFILE "default"
#define MAX_NAME_LENGTH 64

/* The name becomes a folder and a part of a D-Bus name, which starts with a letter. */
static gboolean
is_plain_word (const char *name)
{
  if (!g_ascii_isalpha (name[0]) || strlen (name) > MAX_NAME_LENGTH)
    return FALSE;
  for (const char *c = name; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && *c != '-' && *c != '_')
      return FALSE;

  return TRUE;
}

/**
 * dovetail_profile_get_name:
 * @name: (nullable): what the user asked for; %NULL: DOVETAIL_PROFILE, else "default"
 * @error: INVALID
 *
 * Returns: (transfer full): the profile's name
 */
char *
dovetail_profile_get_name (const char *name, GError **error)
{
  if (name == NULL)
    name = g_getenv ("DOVETAIL_PROFILE");
  if (name == NULL || *name == '\0')
    name = DEFAULT_PROFILE;
  if (is_plain_word (name))
    return g_strdup (name);

  g_set_error (error, DOVETAIL_ERROR, DOVETAIL_ERROR_INVALID,
               "“%s” cannot be the name of a profile: use a letter, then letters, digits, - and _", name);
  return NULL;
}

/**
 * dovetail_profile_get_directory:
 * @name: (nullable): the profile
 * @error: INVALID, FULL, FAILED
 *
 * DOVETAIL_DATA_DIR, else $XDG_DATA_HOME/dovetail/NAME; made with mode 0700 when it is missing.
 *
 * Returns: (transfer full): where its store lies
 */
char *
dovetail_profile_get_directory (const char *name, GError **error)
{
  g_autofree char *profile = dovetail_profile_get_name (name, error);
  const char *named = g_getenv ("DOVETAIL_DATA_DIR");
  g_autofree char *directory = NULL;

  if (profile == NULL)
    return NULL;
  directory = named != NULL && *named != '\0'
                  ? g_canonicalize_filename (named, NULL)
                  : g_build_filename (g_get_user_data_dir (), "dovetail", profile, NULL);
  if (g_mkdir_with_parents (directory, 0700) == 0)
    return g_steal_pointer (&directory);

  g_set_error (error, DOVETAIL_ERROR, errno == ENOSPC ? DOVETAIL_ERROR_FULL : DOVETAIL_ERROR_FAILED,
               "Could not make the folder %s: %s", directory, g_strerror (errno));
  return NULL;
}

/**
 * dovetail_profile_get_bus_name:
 * @name: (nullable): the profile
 * @error: INVALID
 *
 * Returns: (transfer full): the D-Bus name, which is the GApplication id too, of the app on this profile
 */
char *
dovetail_profile_get_bus_name (const char *name, GError **error)
{
  g_autofree char *profile = dovetail_profile_get_name (name, error);

  if (profile == NULL)
    return NULL;
  if (g_str_equal (profile, DEFAULT_PROFILE))
    return g_strdup ("io.github.dovetailtasks.Dovetail");

  return g_strconcat ("io.github.dovetailtasks.Dovetail.", profile, NULL);
}
