/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Logging in, staying logged in, and tokens that are not good. */

#include <sodium.h>
#include <string.h>

#include "server/jwt.h"
#include "world.h"

#define MINUTE (60 * 1000)
#define DAY (24 * 60 * G_GINT64_CONSTANT (60000))

static World *
new_world (void)
{
  World *world = world_new ();

  world_add_user (world, "anna", "Home", "owner");
  world_add_user (world, "ben", "Home", "member");
  world_add_user (world, "vera", "Home", "viewer");
  return world;
}

static guint
status_with (World *world, const char *authorization)
{
  g_autoptr (Answer) answer = send_raw (world, "GET", "/sync/status", NULL, authorization, NULL, -1);

  return answer->status;
}

static void
test_login (void)
{
  g_autoptr (World) world = new_world ();
  g_autoptr (Device) device = device_new (world, "anna", "phone");
  g_autofree char *good = g_strconcat ("Bearer ", device->access_token, NULL);
  g_autoptr (Answer) wrong = post (
      NULL, world, "/auth/login", "{'username':'anna','password':'wrong','client_id':'x','device_name':'x'}");
  g_autoptr (Answer) nobody = post (
      NULL, world, "/auth/login", "{'username':'zoe','password':'wrong','client_id':'x','device_name':'x'}");

  g_assert_cmpuint (status_with (world, good), ==, 200);
  g_assert_cmpuint (wrong->status, ==, 401);
  assert_at (wrong, "code", "invalid_credentials");
  g_assert_cmpuint (nobody->status, ==, 401);
  g_assert_cmpstr (nobody->text, ==, wrong->text);
}

static void
test_login_device_of_another_user (void)
{
  g_autoptr (World) world = new_world ();
  g_autoptr (Device) device = device_new (world, "anna", "phone");
  g_autoptr (Answer) answer
      = post (NULL, world, "/auth/login",
              "{'username':'ben','password':'password of ben','client_id':'phone','device_name':'x'}");
  g_autoptr (Answer) control
      = post (NULL, world, "/auth/login",
              "{'username':'ben','password':'password of ben','client_id':'a\\nb','device_name':'x'}");

  g_assert_cmpuint (answer->status, ==, 403);
  assert_at (answer, "code", "client_id_taken");
  g_assert_cmpuint (control->status, ==, 400);
}

/* What another family calls its devices is nobody's business: the name is free here, and stays what it is
 * there. */
static void
test_login_device_of_another_family (void)
{
  g_autoptr (World) world = new_world ();
  g_autoptr (Device) device = device_new (world, "anna", "phone");
  g_autoptr (Device) stranger = NULL;
  g_autoptr (Answer) theirs = NULL;
  g_autoptr (Answer) revoked = NULL;
  g_autoptr (Answer) shut_out = NULL;
  g_autoptr (Answer) untouched = NULL;
  g_autoptr (Answer) refreshed = NULL;

  world_add_user (world, "olga", "Away", "owner");
  stranger = device_new (world, "olga", "phone");
  theirs = get (stranger, "/auth/devices", NULL);
  assert_at (theirs, "devices.#", "1");
  assert_at (theirs, "devices.0.username", "olga");
  revoked = post (stranger, world, "/auth/devices/revoke", "{'client_id':'phone'}");
  g_assert_cmpuint (revoked->status, ==, 204);
  shut_out = get (stranger, "/auth/devices", NULL);
  g_assert_cmpuint (shut_out->status, ==, 401);
  untouched = get (device, "/auth/devices", NULL);
  g_assert_cmpuint (untouched->status, ==, 200);
  refreshed = post (NULL, world, "/auth/refresh", "{'refresh_token':'%s'}", device->refresh_token);
  g_assert_cmpuint (refreshed->status, ==, 200);
}

static void
test_too_many_failures (void)
{
  g_autoptr (World) world = new_world ();
  g_autoptr (Answer) limited = NULL;
  g_autoptr (Answer) other = NULL;
  g_autoptr (Answer) later = NULL;

  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (Answer) answer
          = post (NULL, world, "/auth/login",
                  "{'username':'anna','password':'wrong','client_id':'x','device_name':'x'}");

      g_assert_cmpuint (answer->status, ==, 401);
      world->now += 1000;
    }
  limited = post (NULL, world, "/auth/login",
                  "{'username':'anna','password':'password of anna','client_id':'x','device_name':'x'}");
  g_assert_cmpuint (limited->status, ==, 429);
  g_assert_cmpint (limited->retry_after, ==, 50 * 1000);

  other = post (NULL, world, "/auth/login",
                "{'username':'ben','password':'password of ben','client_id':'y','device_name':'x'}");
  g_assert_cmpuint (other->status, ==, 200);
  world->now += limited->retry_after;
  later = post (NULL, world, "/auth/login",
                "{'username':'anna','password':'password of anna','client_id':'x','device_name':'x'}");
  g_assert_cmpuint (later->status, ==, 200);
}

static char *
encode (const char *text)
{
  gsize size = sodium_base64_ENCODED_LEN (strlen (text), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  char *encoded = g_malloc (size);

  return sodium_bin2base64 (encoded, size, (const guint8 *) text, strlen (text),
                            sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

/* The good token with another head; signature kept. */
static char *
with_head (const char *token, const char *head)
{
  g_autofree char *quoted = g_strdelimit (g_strdup (head), "'", '"');
  g_autofree char *encoded = encode (quoted);

  return g_strconcat (encoded, strchr (token, '.'), NULL);
}

static void
test_bad_tokens (void)
{
  g_autoptr (World) world = new_world ();
  g_autoptr (Device) device = device_new (world, "anna", "phone");
  g_autofree char *kid = dovetail_jwt_peek_kid (device->access_token);
  guint8 other_secret[32] = { 7 };
  g_autoptr (GBytes) other_key = g_bytes_new (other_secret, sizeof other_secret);
  const DovetailClaims claims = { "u", "f", "owner", "phone", world->now / 1000, world->now / 1000 + 900 };
  g_autofree char *foreign = dovetail_jwt_issue (&claims, kid, other_key);
  g_autofree char *huge = g_strnfill (1024 * 1024, 'a');
  g_autofree char *unsigned_token = g_strndup (
      device->access_token, (gsize) (strrchr (device->access_token, '.') + 1 - device->access_token));
  g_autofree char *none = with_head (device->access_token, "{'alg':'none','typ':'JWT'}");
  g_autofree char *other_alg = with_head (device->access_token, "{'alg':'HS512','typ':'JWT','kid':'x'}");
  g_autofree char *asymmetric = with_head (device->access_token, "{'alg':'RS256','typ':'JWT','kid':'x'}");
  g_autofree char *path_kid
      = with_head (device->access_token, "{'alg':'HS256','typ':'JWT','kid':'../../dev/null'}");
  g_autofree char *sql_kid = with_head (device->access_token, "{'alg':'HS256','typ':'JWT','kid':'x OR 1=1'}");
  g_autofree char *number_kid = with_head (device->access_token, "{'alg':'HS256','typ':'JWT','kid':1}");
  const char *bad[]
      = { "",   "a",       "a.b",      "a.b.c",  "..",    "a.b.c.d", foreign, huge, unsigned_token,
          none, other_alg, asymmetric, path_kid, sql_kid, number_kid };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *authorization = g_strconcat ("Bearer ", bad[i], NULL);

      g_test_message ("case %" G_GSIZE_FORMAT ": %.80s", i, bad[i]);
      g_assert_cmpuint (status_with (world, authorization), ==, 401);
    }
  g_assert_cmpuint (status_with (world, NULL), ==, 401);
  g_assert_cmpuint (status_with (world, "Basic YTpi"), ==, 401);
  g_assert_cmpuint (status_with (world, "Bearer"), ==, 401);
}

static void
test_bit_flips (void)
{
  g_autoptr (World) world = new_world ();
  g_autoptr (Device) device = device_new (world, "anna", "phone");

  for (gsize i = 0; i < strlen (device->access_token); i++)
    {
      g_autofree char *authorization = g_strconcat ("Bearer ", device->access_token, NULL);

      authorization[strlen ("Bearer ") + i] ^= 1;
      g_assert_cmpuint (status_with (world, authorization), ==, 401);
    }
}

static void
test_token_times (void)
{
  g_autoptr (World) world = new_world ();
  g_autoptr (Device) device = device_new (world, "anna", "phone");
  g_autofree char *authorization = g_strconcat ("Bearer ", device->access_token, NULL);
  gint64 issued = world->now;

  world->now = issued + 15 * MINUTE - 1000;
  g_assert_cmpuint (status_with (world, authorization), ==, 200);
  world->now = issued + 15 * MINUTE;
  g_assert_cmpuint (status_with (world, authorization), ==, 401);
  world->now = issued - 2000;
  g_assert_cmpuint (status_with (world, authorization), ==, 401);
}

static void
test_wrong_issuer (void)
{
  guint8 secret[32] = { 1 };
  g_autoptr (GBytes) key = g_bytes_new (secret, sizeof secret);
  g_autofree char *head = encode ("{\"alg\":\"HS256\",\"kid\":\"k\",\"typ\":\"JWT\"}");
  g_autofree char *payload
      = encode ("{\"iss\":\"other\",\"sub\":\"u\",\"family\":\"f\",\"role\":\"owner\",\"client_id\":"
                "\"c\",\"iat\":1,\"nbf\":1,\"exp\":9999999999}");
  g_autofree char *text = g_strconcat (head, ".", payload, NULL);
  guint8 mac[crypto_auth_hmacsha256_BYTES];
  char signature[64];
  g_autofree char *token = NULL;

  crypto_auth_hmacsha256 (mac, (const guint8 *) text, strlen (text), secret);
  sodium_bin2base64 (signature, sizeof signature, mac, sizeof mac, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  token = g_strconcat (text, ".", signature, NULL);
  g_assert_null (dovetail_jwt_verify (token, key, 1000));
}

static Answer *
refresh (World *world, const char *token)
{
  return post (NULL, world, "/auth/refresh", "{'refresh_token':'%s'}", token);
}

static void
test_refresh_rotates (void)
{
  g_autoptr (World) world = new_world ();
  g_autoptr (Device) device = device_new (world, "anna", "phone");
  g_autoptr (Answer) first = refresh (world, device->refresh_token);
  g_autoptr (Answer) again = refresh (world, device->refresh_token);
  g_autofree char *lost = string_at (first, "refresh_token");
  g_autofree char *successor = string_at (again, "refresh_token");
  g_autoptr (Answer) next = refresh (world, successor);
  g_autofree char *newest = string_at (next, "refresh_token");
  g_autoptr (Answer) sibling = refresh (world, lost);
  g_autoptr (Answer) reused = NULL;
  g_autoptr (Answer) ended = NULL;

  g_assert_cmpuint (first->status, ==, 200);
  g_assert_cmpuint (again->status, ==, 200);
  g_assert_cmpuint (next->status, ==, 200);
  g_assert_cmpuint (sibling->status, ==, 401);

  reused = refresh (world, device->refresh_token);
  g_assert_cmpuint (reused->status, ==, 401);
  assert_at (reused, "code", "refresh_token_reused");
  ended = refresh (world, newest);
  g_assert_cmpuint (ended->status, ==, 401);
}

static void
test_refresh_expires (void)
{
  g_autoptr (World) world = new_world ();
  g_autoptr (Device) device = device_new (world, "anna", "phone");
  g_autoptr (Answer) late = NULL;
  g_autoptr (Answer) nonsense = refresh (world, "nonsense");

  g_assert_cmpuint (nonsense->status, ==, 401);
  world->now += 30 * DAY;
  late = refresh (world, device->refresh_token);
  g_assert_cmpuint (late->status, ==, 401);
}

static void
test_logout (void)
{
  g_autoptr (World) world = new_world ();
  g_autoptr (Device) device = device_new (world, "anna", "phone");
  g_autoptr (Device) other = device_new (world, "ben", "tablet");
  g_autoptr (Answer) not_mine
      = post (other, world, "/auth/logout", "{'refresh_token':'%s'}", device->refresh_token);
  g_autoptr (Answer) still = refresh (world, device->refresh_token);
  g_autoptr (Answer) out
      = post (device, world, "/auth/logout", "{'refresh_token':'%s'}", device->refresh_token);
  g_autoptr (Answer) gone = refresh (world, device->refresh_token);

  g_assert_cmpuint (not_mine->status, ==, 204);
  g_assert_cmpuint (still->status, ==, 200);
  g_assert_cmpuint (out->status, ==, 204);
  g_assert_null (out->text);
  g_assert_cmpuint (gone->status, ==, 401);
}

static void
test_disabled_user (void)
{
  g_autoptr (World) world = new_world ();
  g_autoptr (Device) device = device_new (world, "ben", "phone");
  g_autofree char *authorization = g_strconcat ("Bearer ", device->access_token, NULL);
  g_autoptr (Answer) login = NULL;

  g_assert_true (dovetail_server_disable_user (world->server, "ben", NULL));
  g_assert_cmpuint (status_with (world, authorization), ==, 401);
  login = post (NULL, world, "/auth/login",
                "{'username':'ben','password':'password of ben','client_id':'phone','device_name':'x'}");
  g_assert_cmpuint (login->status, ==, 401);
}

static void
test_key_rotation (void)
{
  g_autoptr (World) world = new_world ();
  g_autoptr (Device) before = device_new (world, "anna", "phone");
  g_autoptr (Device) after = NULL;
  g_autofree char *old_token = g_strconcat ("Bearer ", before->access_token, NULL);
  g_autofree char *old_kid = dovetail_jwt_peek_kid (before->access_token);
  g_autofree char *new_kid = NULL;

  world->now += 1000;
  g_assert_true (dovetail_server_rotate_key (world->server, NULL));
  after = device_new (world, "anna", "tablet");
  new_kid = dovetail_jwt_peek_kid (after->access_token);
  g_assert_cmpstr (old_kid, !=, new_kid);
  g_assert_cmpuint (status_with (world, old_token), ==, 200);
  world->now += 1000;
  g_assert_true (dovetail_server_rotate_key (world->server, NULL));
  g_assert_cmpuint (status_with (world, old_token), ==, 401);
}

static void
test_viewer_reads_only (void)
{
  g_autoptr (World) world = new_world ();
  g_autoptr (Device) viewer = device_new (world, "vera", "phone");
  g_autofree char *id = world_new_id (world);
  g_autoptr (Answer) pull = post (viewer, world, "/sync/pull", "{'client_id':'phone'}");
  g_autoptr (Answer) empty = post (viewer, world, "/sync/delta", "{'device_id':'phone','changes':[]}");
  g_autoptr (Answer) push
      = push_one (viewer, "manual_resolution", "task", id, "'operation':'create','data':{'title':'x'}");

  g_assert_cmpuint (pull->status, ==, 200);
  g_assert_cmpuint (empty->status, ==, 200);
  g_assert_cmpuint (push->status, ==, 403);
  assert_at (push, "code", "role_forbidden");
}

static void
test_users_are_checked (void)
{
  static const struct
  {
    const char *name, *family, *role, *password;
  } bad[] = { { "anna", "Home", "member", "long enough" },
              { "", "Home", "member", "long enough" },
              { "new", "", "member", "long enough" },
              { "new", "Home", "king", "long enough" },
              { "new", "Home", "member", "" },
              { "a\nb", "Home", "member", "long enough" } };
  g_autoptr (World) world = new_world ();

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_false (dovetail_server_add_user (world->server, bad[i].name, bad[i].family, bad[i].role,
                                                bad[i].password, &error));
      g_assert_nonnull (error);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/auth/a password opens, a wrong one and an unknown user look alike", test_login);
  g_test_add_func ("/server/auth/a device id of somebody else is refused", test_login_device_of_another_user);
  g_test_add_func ("/server/auth/what another family calls its devices is of no matter",
                   test_login_device_of_another_family);
  g_test_add_func ("/server/auth/ten failures close the door for a minute", test_too_many_failures);
  g_test_add_func ("/server/auth/bad tokens are 401", test_bad_tokens);
  g_test_add_func ("/server/auth/any flipped bit is 401", test_bit_flips);
  g_test_add_func ("/server/auth/tokens are good from nbf to exp", test_token_times);
  g_test_add_func ("/server/auth/another issuer is refused", test_wrong_issuer);
  g_test_add_func ("/server/auth/refresh tokens rotate and reuse ends the chain", test_refresh_rotates);
  g_test_add_func ("/server/auth/refresh tokens expire", test_refresh_expires);
  g_test_add_func ("/server/auth/logging out ends the own chain only", test_logout);
  g_test_add_func ("/server/auth/a disabled user is out at once", test_disabled_user);
  g_test_add_func ("/server/auth/keys rotate without logging anyone out", test_key_rotation);
  g_test_add_func ("/server/auth/a viewer reads and does not write", test_viewer_reads_only);
  g_test_add_func ("/server/auth/users are checked before they are made", test_users_are_checked);
  return g_test_run ();
}
