/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A server, a proxy before it, and two devices of one person, in a scratch directory. */

#include "family.h"

/* The devices exist, the server does not run, nobody is connected. */
Family *
family_new_offline (void)
{
  Family *family = g_new0 (Family, 1);
  family->directory = scratch_directory_new ("e2e");
  family->server = server_process_new (family->directory);
  family->laptop = device_new (family->directory, "laptop");
  family->phone = device_new (family->directory, "phone");
  return family;
}

void
family_start_server (Family *family)
{
  server_process_add_user (family->server, "anna", "home", FAMILY_PASSWORD);
  server_process_start (family->server);
  family->proxy = cutting_proxy_new (family->server->port);
}

/* Both devices are connected and have nothing yet. */
Family *
family_new (void)
{
  Family *family = family_new_offline ();
  family_start_server (family);
  family_login (family, family->laptop);
  family_login (family, family->phone);
  return family;
}

void
family_free (Family *family)
{
  g_clear_pointer (&family->proxy, cutting_proxy_free);
  server_process_free (family->server);
  device_free (family->laptop);
  device_free (family->phone);
  scratch_directory_remove (family->directory);
  g_free (family->directory);
  g_free (family);
}

void
family_login (Family *family, Device *device)
{
  device_login (device, cutting_proxy_get_url (family->proxy), "anna", FAMILY_PASSWORD);
}

/* Until both have what the other has: up, up and down, down. */
void
family_sync_both (Family *family)
{
  g_autoptr (JsonObject) first = device_sync (family->laptop);
  g_autoptr (JsonObject) second = device_sync (family->phone);
  g_autoptr (JsonObject) third = device_sync (family->laptop);
}

/* A task that both devices have at the same version; its id. */
char *
family_share_task (Family *family, const char *title)
{
  char *id = device_add (family->laptop, title);
  family_sync_both (family);
  return id;
}

void
family_assert_equal (Family *family)
{
  devices_assert_equal (family->laptop, family->phone);
}

void
family_restart_server (Family *family)
{
  server_process_start (family->server);
  cutting_proxy_set_upstream (family->proxy, family->server->port);
}
