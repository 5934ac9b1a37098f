/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The devices of the preferences in words, and how tasks are protected. */

#include "app/device-words.h"

#include <string.h>

#include "app/protection-words.h"

#define NOW G_GINT64_CONSTANT (1795000000000)
#define MINUTE 60000

static const struct
{
  const char *says;
  DovetailListedDevice device;
  const char *name;
  const char *state;
} cases[] = {
  { "this one",
    { .name = (char *) "laptop", .username = (char *) "anna", .last_sync = NOW, .current = TRUE },
    "laptop",
    "This device · synced just now" },
  { "another one of the family",
    { .name = (char *) "phone", .username = (char *) "olga", .last_sync = NOW - 5 * MINUTE },
    "phone",
    "olga · synced 5 minutes ago" },
  { "it has signed in and no more", { .name = (char *) "phone" }, "phone", "never synced" },
  { "shut out",
    { .name = (char *) "phone", .username = (char *) "anna", .last_sync = NOW, .revoked = TRUE },
    "phone",
    "anna · shut out" },
  { "a nameless one, by a clock that is ahead",
    { .name = (char *) "", .last_sync = NOW + 60 * MINUTE },
    "A device without a name",
    "synced just now" },
};

static void
test_devices (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = dovetail_device_words_name (&cases[i].device);
      g_autofree char *state = dovetail_device_words_state (&cases[i].device, NOW);
      g_autofree char *warning = dovetail_device_words_warning (&cases[i].device);

      g_test_message ("%s", cases[i].says);
      g_assert_cmpstr (name, ==, cases[i].name);
      g_assert_cmpstr (state, ==, cases[i].state);
      g_assert_nonnull (strstr (warning, cases[i].name));
    }
}

/* Each state says how it is and what to do; only what is open to everybody says who can read it. */
static void
test_protections (void)
{
  for (guint i = DOVETAIL_PROTECTION_KEYRING; i <= DOVETAIL_PROTECTION_NONE; i++)
    {
      g_assert_nonnull (dovetail_protection_words_state (i));
      g_assert_true (g_str_has_suffix (dovetail_protection_words_advice (i), "."));
      g_assert_cmpint (strstr (dovetail_protection_words_state (i), "Not encrypted") != NULL, ==,
                       i == DOVETAIL_PROTECTION_NONE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/device-words/devices", test_devices);
  g_test_add_func ("/device-words/protections", test_protections);
  return g_test_run ();
}
