/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The recovery code, as it is shown and as people type it. */

#include "account/recovery-code.h"

#include <string.h>

#include "lib/scratch-store.h"
#include "store/system.h"

static void
test_typed_back (void)
{
  for (guint i = 0; i < 200; i++)
    {
      DovetailRandom random = dovetail_system_random ();
      g_autofree char *code = dovetail_recovery_code_new (&random);
      g_autofree char *lower = g_ascii_strdown (code, -1);
      g_autofree char *spaced = g_strdelimit (g_strdup (lower), "-", ' ');
      g_autofree char *confused = g_strdelimit (g_strdelimit (g_strdup (spaced), "0", 'o'), "1", 'l');
      g_autofree char *normal = dovetail_recovery_code_normalize (code);
      g_autofree char *again = dovetail_recovery_code_normalize (confused);

      g_assert_cmpuint (strlen (code), ==, 7 * 4 + 6);
      g_assert_cmpuint (strlen (normal), ==, 28);
      g_assert_cmpstr (normal, ==, again);
    }
}

/* Nearly every slip is noticed before any waiting for Argon2. */
static void
test_slips (void)
{
  DovetailRandom random = dovetail_system_random ();
  g_autofree char *code = dovetail_recovery_code_new (&random);
  guint unnoticed = 0;

  for (gsize i = 0; code[i] != '\0'; i++)
    {
      g_autofree char *slip = g_strdup (code);
      g_autofree char *normal = NULL;

      if (slip[i] == '-')
        continue;
      slip[i] = slip[i] == 'Z' ? 'Y' : 'Z';
      normal = dovetail_recovery_code_normalize (slip);
      unnoticed += normal != NULL;
    }
  g_assert_cmpuint (unnoticed, <=, 1);
  g_assert_null (dovetail_recovery_code_normalize (""));
  g_assert_null (dovetail_recovery_code_normalize ("U"));
  g_assert_null (dovetail_recovery_code_normalize ("not a code at all"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/account/recovery-code/typed-back", test_typed_back);
  g_test_add_func ("/account/recovery-code/slips", test_slips);

  return g_test_run ();
}
