/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The devices of a user or a family as rows of words. */

#include "app/device-words.h"

#include <glib/gi18n.h>

#include "app/relative-time.h"

char *
dovetail_device_words_name (const DovetailListedDevice *device)
{
  g_return_val_if_fail (device != NULL, NULL);
  return g_strdup (*device->name != '\0' ? device->name : _ ("A device without a name"));
}

static char *
synced_words (const DovetailListedDevice *device, gint64 now)
{
  g_autofree char *ago = NULL;

  if (device->revoked)
    return g_strdup (_ ("shut out"));
  if (device->last_sync == 0)
    return g_strdup (_ ("never synced"));
  ago = dovetail_relative_time (MIN (device->last_sync, now), now);
  /* Translators: %s is a time such as "2 minutes ago" */
  return g_strdup_printf (_ ("synced %s"), ago);
}

char *
dovetail_device_words_state (const DovetailListedDevice *device, gint64 now)
{
  g_autofree char *synced = NULL;
  const char *whose;

  g_return_val_if_fail (device != NULL, NULL);

  synced = synced_words (device, now);
  whose = device->current ? _ ("This device") : device->username;
  return whose != NULL ? g_strdup_printf ("%s · %s", whose, synced) : g_steal_pointer (&synced);
}

char *
dovetail_device_words_warning (const DovetailListedDevice *device)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (device != NULL, NULL);

  name = dovetail_device_words_name (device);
  return g_strdup_printf (
      _ ("“%s” can no longer sync with your server, from this moment on. The tasks that lie on it stay "
         "there. Whoever "
         "has it can sign in again only with the password; if it is lost, change that as well."),
      name);
}
