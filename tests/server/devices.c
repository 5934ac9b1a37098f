/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GET /auth/devices and POST /auth/devices/revoke: who sees which, and what becomes of one that is revoked.
 */

#include "world.h"

typedef struct
{
  World *world;
  Device *phone;    /* anna's, who owns */
  Device *tablet;   /* ben's, a member */
  Device *desk;     /* ben's too */
  Device *stranger; /* olga's, of another family */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->world = world_new ();
  world_add_user (f->world, "anna", "Home", "owner");
  world_add_user (f->world, "ben", "Home", "member");
  world_add_user (f->world, "olga", "Away", "owner");
  f->phone = device_new (f->world, "anna", "phone");
  f->tablet = device_new (f->world, "ben", "tablet");
  f->desk = device_new (f->world, "ben", "desk");
  f->stranger = device_new (f->world, "olga", "laptop");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  device_free (f->phone);
  device_free (f->tablet);
  device_free (f->desk);
  device_free (f->stranger);
  world_free (f->world);
}

static Answer *
shut_out (Device *device, const char *client_id)
{
  return post (device, device->world, "/auth/devices/revoke", "{'client_id':'%s'}", client_id);
}

static void
test_lists (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) pull = post (f->desk, f->world, "/sync/pull", "{'client_id':'desk'}");
  g_autoptr (Answer) owner = get (f->phone, "/auth/devices", NULL);
  g_autoptr (Answer) member = get (f->tablet, "/auth/devices", NULL);
  g_autoptr (Answer) stranger = get (f->stranger, "/auth/devices", NULL);

  assert_at (owner, "devices.#", "3");
  assert_at (owner, "devices.0.client_id", "desk");
  assert_at (owner, "devices.0.device_name", "desk of ben");
  assert_at (owner, "devices.0.username", "ben");
  assert_at (owner, "devices.0.created_at", "2027-01-15T08:00:00.000Z");
  assert_at (owner, "devices.0.last_sync", "2027-01-15T08:00:00.000Z");
  assert_at (owner, "devices.0.current", "false");
  assert_at (owner, "devices.1.client_id", "phone");
  assert_at (owner, "devices.1.current", "true");
  assert_at (owner, "devices.1.last_sync", "-");
  assert_at (member, "devices.#", "2");
  assert_at (member, "devices.1.client_id", "tablet");
  assert_at (member, "devices.1.revoked", "false");
  assert_at (stranger, "devices.#", "1");
  assert_at (stranger, "devices.0.client_id", "laptop");
}

/* At once, with the access token it holds; the other device of its user is not concerned. */
static void
test_revoke (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) done = shut_out (f->desk, "tablet");
  g_autoptr (Answer) pull = post (f->tablet, f->world, "/sync/pull", "{'client_id':'tablet'}");
  g_autoptr (Answer) refresh
      = post (NULL, f->world, "/auth/refresh", "{'refresh_token':'%s'}", f->tablet->refresh_token);
  g_autoptr (Answer) other = post (f->desk, f->world, "/sync/pull", "{'client_id':'desk'}");
  g_autoptr (Answer) list = get (f->desk, "/auth/devices", NULL);
  g_autoptr (Answer) again = shut_out (f->desk, "tablet");

  g_assert_cmpuint (done->status, ==, 204);
  g_assert_cmpuint (pull->status, ==, 401);
  g_assert_cmpuint (refresh->status, ==, 401);
  assert_at (refresh, "code", "invalid_refresh_token");
  g_assert_cmpuint (other->status, ==, 200);
  assert_at (list, "devices.1.client_id", "tablet");
  assert_at (list, "devices.1.revoked", "true");
  g_assert_cmpuint (again->status, ==, 204);
}

/* Whoever has the password may use the device again; its old tokens stay dead. */
static void
test_login_again (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) done = shut_out (f->phone, "tablet");
  g_autoptr (Device) again = device_new (f->world, "ben", "tablet");
  g_autoptr (Answer) pull = post (again, f->world, "/sync/pull", "{'client_id':'tablet'}");
  g_autoptr (Answer) old
      = post (NULL, f->world, "/auth/refresh", "{'refresh_token':'%s'}", f->tablet->refresh_token);

  g_assert_cmpuint (done->status, ==, 204);
  g_assert_cmpuint (pull->status, ==, 200);
  g_assert_cmpuint (old->status, ==, 401);
}

/* A member cannot reach the owner's device, nobody another family's; all are as if they were not there. */
static void
test_not_theirs (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) owners = shut_out (f->tablet, "phone");
  g_autoptr (Answer) foreign = shut_out (f->phone, "laptop");
  g_autoptr (Answer) nobodys = shut_out (f->phone, "toaster");
  g_autoptr (Answer) malformed = post (f->phone, f->world, "/auth/devices/revoke", "{}");
  g_autoptr (Answer) phone = get (f->phone, "/sync/status", NULL);
  g_autoptr (Answer) laptop = get (f->stranger, "/sync/status", NULL);

  g_assert_cmpuint (owners->status, ==, 404);
  g_assert_cmpuint (foreign->status, ==, 404);
  g_assert_cmpstr (foreign->text, ==, nobodys->text);
  assert_at (nobodys, "code", "unknown_device");
  g_assert_cmpuint (malformed->status, ==, 400);
  g_assert_cmpuint (phone->status, ==, 200);
  g_assert_cmpuint (laptop->status, ==, 200);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "who sees which", test_lists },
    { "one is revoked", test_revoke },
    { "its user logs in again", test_login_again },
    { "those of others", test_not_theirs },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/server/devices/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].func, tear_down);
    }
  return g_test_run ();
}
