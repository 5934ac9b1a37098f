/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which event streams are refused: of these nobody reads, for there is no socket. */

#include "server/event-streams.h"

#include <string.h>

#include "world.h"

typedef struct
{
  World *world;
  Device *phone;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->world = world_new ();
  world_add_user (f->world, "anna", "Home", "owner");
  f->phone = device_new (f->world, "anna", "phone");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  device_free (f->phone);
  world_free (f->world);
}

/* NULL: it was opened. Else the refusal. */
static char *
open_stream (DovetailEventStreams *streams, const Device *device, GPtrArray *open)
{
  g_autofree char *authorization = g_strconcat ("Bearer ", device->access_token, NULL);
  g_autoptr (DovetailResponse) refusal = NULL;
  struct MHD_Response *stream = dovetail_event_streams_open (streams, NULL, authorization, &refusal);

  if (stream == NULL)
    {
      g_assert_cmpint (refusal->retry_after, >, 0);
      return g_strndup (g_bytes_get_data (refusal->body, NULL), g_bytes_get_size (refusal->body));
    }
  g_ptr_array_add (open, stream);
  return NULL;
}

static void
close_all (GPtrArray *open)
{
  for (guint i = 0; i < open->len; i++)
    MHD_destroy_response (g_ptr_array_index (open, i));
}

/* The 2,048 there may be, 64 a user. */
static void
test_full (Fixture *f, gconstpointer data)
{
  DovetailEventStreams *streams = dovetail_event_streams_new (f->world->server, 0);
  g_autoptr (GPtrArray) open = g_ptr_array_new ();
  g_autofree char *refused = NULL;

  for (guint user = 0; user < 33; user++)
    {
      g_autofree char *name = g_strdup_printf ("user %u", user);
      g_autofree char *client_id = g_strdup_printf ("device-%u", user);
      g_autoptr (Device) device = NULL;

      world_add_user (f->world, name, "Crowd", "member");
      device = device_new (f->world, name, client_id);
      for (guint i = 0; user < 32 && i < 64; i++)
        g_assert_null (open_stream (streams, device, open));
      if (user == 32)
        refused = open_stream (streams, device, open);
    }
  g_assert_nonnull (strstr (refused, "\"status\":503"));
  g_assert_nonnull (strstr (refused, "\"code\":\"too_many_streams\""));
  close_all (open);
  dovetail_event_streams_free (streams);
}

static void
test_stopping (Fixture *f, gconstpointer data)
{
  DovetailEventStreams *streams = dovetail_event_streams_new (f->world->server, 0);
  g_autoptr (GPtrArray) open = g_ptr_array_new ();
  g_autofree char *refused = NULL;

  dovetail_event_streams_end (streams, TRUE);
  refused = open_stream (streams, f->phone, open);
  g_assert_nonnull (strstr (refused, "\"code\":\"stopping\""));
  dovetail_event_streams_end (streams, FALSE);
  g_assert_null (open_stream (streams, f->phone, open));
  close_all (open);
  dovetail_event_streams_free (streams);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/server/event-streams/as many as there may be", Fixture, NULL, set_up, test_full, tear_down);
  g_test_add ("/server/event-streams/a server that stops", Fixture, NULL, set_up, test_stopping, tear_down);
  return g_test_run ();
}
