/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said when connecting does not work: something to do, and nothing of what programs say among
 * themselves. */

#include "app/sign-in.h"

#include <string.h>

#include "core/error.h"
#include "sync/session.h"

static const struct
{
  const char *says;
  DovetailError code;
  const char *words; /* part of what is said */
} cases[] = {
  { "a wrong password", DOVETAIL_ERROR_UNAUTHORIZED, "name or the password is wrong" },
  { "a closed account", DOVETAIL_ERROR_FORBIDDEN, "may not sign in" },
  { "a wrong address where nobody is", DOVETAIL_ERROR_OFFLINE, "Check the address" },
  { "a wrong address that never answers", DOVETAIL_ERROR_TIMED_OUT, "Check the address" },
  { "a wrong address where something else is", DOVETAIL_ERROR_PROTOCOL, "no Dovetail server" },
  { "a server that is too old", DOVETAIL_ERROR_REFUSED, "too old" },
  { "a certificate that is wrong, or a clock that is", DOVETAIL_ERROR_CERTIFICATE, "clock" },
  { "too many tries", DOVETAIL_ERROR_TEMPORARY, "in a minute" },
  { "a full disk", DOVETAIL_ERROR_FULL, "disk of this computer is full" },
  { "a locked keyring", DOVETAIL_ERROR_KEYRING_LOCKED, "Unlock it" },
  { "no keyring", DOVETAIL_ERROR_KEYRING_UNAVAILABLE, "keyring does not answer" },
};

static void
test_words (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error
          = g_error_new_literal (DOVETAIL_ERROR, (int) cases[i].code, "ERR_SSL (503: upstream said no)");
      g_autofree char *words = dovetail_sign_in_explain (error);

      g_test_message ("%s", cases[i].says);
      g_assert_nonnull (strstr (words, cases[i].words));
      g_assert_null (strstr (words, "ERR_SSL"));
      g_assert_null (strstr (words, "503"));
      g_assert_true (g_str_has_suffix (words, "."));
    }
}

/* Whoever sees a wrong year there knows what to do. */
static void
test_certificate_and_clock (void)
{
  g_autoptr (GError) error = g_error_new_literal (DOVETAIL_ERROR, DOVETAIL_ERROR_CERTIFICATE, "expired");
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *year = g_date_time_format (now, "%Y");
  g_autofree char *words = dovetail_sign_in_explain (error);

  g_assert_nonnull (strstr (words, year));
}

/* An address that is none is said to be so before anything is sent. */
static void
test_addresses (void)
{
  static const char *const addresses[]
      = { "", "http://example.org", "ftp://example.org", "https://", "two words" };

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *server = dovetail_session_normalize_server (addresses[i], &error);
      g_autofree char *words = NULL;

      g_test_message ("“%s”", addresses[i]);
      g_assert_null (server);
      words = dovetail_sign_in_explain (error);
      g_assert_cmpuint (strlen (words), >, 15);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sign-in/words", test_words);
  g_test_add_func ("/sign-in/certificate and clock", test_certificate_and_clock);
  g_test_add_func ("/sign-in/addresses", test_addresses);
  return g_test_run ();
}
