/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The recovery code, in Douglas Crockford's base 32: no I, L, O or U, so nothing is misread. */

#include "account/recovery-code.h"

#include <sodium.h>
#include <string.h>

#define RANDOM_CHARACTERS 26
#define CHECK_CHARACTERS 2
#define CHARACTERS (RANDOM_CHARACTERS + CHECK_CHARACTERS)
#define GROUP 4

static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* Finds every single slip but one in a thousand, without saying anything about the code. */
static void
write_check (const char *code, char check[CHECK_CHARACTERS])
{
  guint8 hash[crypto_generichash_BYTES];

  crypto_generichash (hash, sizeof hash, (const guint8 *) code, RANDOM_CHARACTERS, NULL, 0);
  for (guint i = 0; i < CHECK_CHARACTERS; i++)
    check[i] = digits[hash[i] & 31];
}

static char *
group (const char *code)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < CHARACTERS; i++)
    {
      if (i > 0 && i % GROUP == 0)
        g_string_append_c (text, '-');
      g_string_append_c (text, code[i]);
    }

  return g_string_free (text, FALSE);
}

char *
dovetail_recovery_code_new (const DovetailRandom *random)
{
  char code[CHARACTERS];
  guint8 bytes[RANDOM_CHARACTERS];
  char *text;

  dovetail_random_fill (random, bytes, sizeof bytes);
  for (guint i = 0; i < RANDOM_CHARACTERS; i++)
    code[i] = digits[bytes[i] & 31];
  write_check (code, code + RANDOM_CHARACTERS);
  text = group (code);
  sodium_memzero (code, sizeof code);
  sodium_memzero (bytes, sizeof bytes);

  return text;
}

static char
read_digit (char typed)
{
  char digit = g_ascii_toupper (typed);

  if (digit == 'O')
    return '0';
  if (digit == 'I' || digit == 'L')
    return '1';

  return digit != '\0' && strchr (digits, digit) != NULL ? digit : '\0';
}

char *
dovetail_recovery_code_normalize (const char *typed)
{
  g_autoptr (GString) code = g_string_new (NULL);
  char check[CHECK_CHARACTERS];

  for (const char *c = typed; *c != '\0'; c++)
    {
      char digit = read_digit (*c);

      if (digit != '\0')
        g_string_append_c (code, digit);
      else if (!g_ascii_isspace (*c) && *c != '-')
        return NULL;
    }
  if (code->len != CHARACTERS)
    return NULL;
  write_check (code->str, check);
  if (memcmp (check, code->str + RANDOM_CHARACTERS, CHECK_CHARACTERS) != 0)
    return NULL;

  return g_string_free (g_steal_pointer (&code), FALSE);
}
