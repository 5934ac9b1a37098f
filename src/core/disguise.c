/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Stand-ins for what people wrote: drawn by HMAC-SHA-256 under a key that is used once, and looked up in a
 * table so that no two things share one. Nothing is enciphered letter by letter: a word as a whole becomes
 * another, and another one in every scope, so that counting words tells nothing. */

#include "core/disguise.h"

#include <stdlib.h>
#include <string.h>

#include "core/rank.h"
#include "core/text-diff.h"
#include "core/timestamp.h"
#include "core/uuid.h"

#define DAY_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))
#define FEWEST_DAYS 100
#define MOST_DAYS 1500
#define DIGEST_BYTES 32

struct _DovetailDisguise
{
  guint8 key[DOVETAIL_DISGUISE_KEY_BYTES];
  GHashTable *stand_ins; /* what, in its scope -> stand-in */
  GHashTable *taken;     /* stand-ins, in their scopes */
  GHashTable *ranks;     /* rank -> its stand-in; NULL before all were learned */
  gboolean learned;
};

/* Draws the nth candidate for a stand-in. */
typedef char *(*Draw) (const guint8 digest[DIGEST_BYTES], const char *original, guint attempt);

/**
 * dovetail_disguise_new:
 * @key: random bytes, never used twice
 *
 * Returns: (transfer full): stand-ins under this key
 */
DovetailDisguise *
dovetail_disguise_new (const guint8 *key)
{
  DovetailDisguise *disguise;

  g_return_val_if_fail (key != NULL, NULL);

  disguise = g_new0 (DovetailDisguise, 1);
  memcpy (disguise->key, key, sizeof disguise->key);
  disguise->stand_ins = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  disguise->taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  disguise->ranks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return disguise;
}

/**
 * dovetail_disguise_free:
 * @disguise: (nullable) (transfer full): freed; the key is wiped
 */
void
dovetail_disguise_free (DovetailDisguise *disguise)
{
  if (disguise == NULL)
    return;

  g_hash_table_unref (disguise->stand_ins);
  g_hash_table_unref (disguise->taken);
  g_hash_table_unref (disguise->ranks);
  explicit_bzero (disguise->key, sizeof disguise->key);
  g_free (disguise);
}

static void
digest_of (DovetailDisguise *disguise, const char *subject, guint attempt, guint8 digest[DIGEST_BYTES])
{
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, disguise->key, sizeof disguise->key);
  gsize length = DIGEST_BYTES;

  g_hmac_update (hmac, (const guchar *) subject, (gssize) strlen (subject));
  g_hmac_update (hmac, (const guchar *) &attempt, sizeof attempt);
  g_hmac_get_digest (hmac, digest, &length);
}

static char *
join (const char *scope, const char *text)
{
  return g_strconcat (scope, "\x1f", text, NULL);
}

/* The stand-in of something in a scope; borrowed. */
static const char *
find_stand_in (DovetailDisguise *disguise, const char *scope, const char *original, Draw draw)
{
  g_autofree char *subject = join (scope, original);
  const char *known = g_hash_table_lookup (disguise->stand_ins, subject);
  char *stand_in = NULL;

  if (known != NULL)
    return known;
  for (guint attempt = 0; stand_in == NULL; attempt++)
    {
      guint8 digest[DIGEST_BYTES];
      g_autofree char *candidate = NULL;
      g_autofree char *place = NULL;

      digest_of (disguise, subject, attempt, digest);
      candidate = draw (digest, original, attempt);
      place = join (scope, candidate);
      if (g_hash_table_add (disguise->taken, g_steal_pointer (&place)))
        stand_in = g_steal_pointer (&candidate);
    }
  g_hash_table_insert (disguise->stand_ins, g_steal_pointer (&subject), stand_in);

  return stand_in;
}

/* Longer where the short ones are used up. */
static guint
word_length (const char *word, guint attempt)
{
  glong length = g_utf8_strlen (word, -1);
  guint more = attempt / 8;

  return (length <= 4 ? 4 : length <= 8 ? 7 : length <= 16 ? 12 : 20) + MIN (more, 8);
}

static char *
draw_word (const guint8 digest[DIGEST_BYTES], const char *original, guint attempt)
{
  guint length = word_length (original, attempt);
  char *word = g_malloc (length + 1);

  for (guint i = 0; i < length; i++)
    word[i] = (char) ('a' + digest[i] % 26);
  word[length] = '\0';

  return word;
}

/**
 * dovetail_disguise_text:
 * @disguise: stand-ins
 * @scope: where it stands: within it equal words get equal stand-ins
 * @text: UTF-8
 *
 * Split into words as texts are when they are merged, so that a merge of stand-ins finds the same changes.
 *
 * Returns: (transfer full): the text with other words
 */
char *
dovetail_disguise_text (DovetailDisguise *disguise, const char *scope, const char *text)
{
  g_autoptr (GHashTable) table = dovetail_token_table_new ();
  g_autoptr (GArray) tokens = NULL;
  GString *result = g_string_new (NULL);

  g_return_val_if_fail (disguise != NULL && scope != NULL && text != NULL, NULL);

  tokens = dovetail_text_split (text, table);
  for (guint i = 0; i < tokens->len; i++)
    {
      const DovetailToken *token = &g_array_index (tokens, DovetailToken, i);
      g_autofree char *original = g_strndup (token->start, token->length);

      g_string_append (result, token->kind == DOVETAIL_TOKEN_WORD
                                   ? find_stand_in (disguise, scope, original, draw_word)
                                   : original);
    }

  return g_string_free (result, FALSE);
}

static char *
draw_opaque (const guint8 digest[DIGEST_BYTES], const char *original, guint attempt)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < 8; i++)
    g_string_append_printf (text, "%02x", digest[i]);

  return g_string_free (text, FALSE);
}

/**
 * dovetail_disguise_opaque:
 * @disguise: stand-ins
 * @text: something that is only ever compared
 *
 * Returns: (transfer full): its stand-in, the same everywhere
 */
char *
dovetail_disguise_opaque (DovetailDisguise *disguise, const char *text)
{
  g_return_val_if_fail (disguise != NULL && text != NULL, NULL);

  return g_strdup (find_stand_in (disguise, "opaque", text, draw_opaque));
}

static char *
draw_name (const guint8 digest[DIGEST_BYTES], const char *original, guint attempt)
{
  char name[] = "x_aaaaaaaa";

  for (guint i = 0; i < 8; i++)
    name[i + 2] = (char) ('a' + digest[i] % 26);

  return g_strdup (name);
}

/**
 * dovetail_disguise_name:
 * @disguise: stand-ins
 * @name: a name this version does not know
 *
 * Returns: (transfer full): a name that it does not know either, the same everywhere
 */
char *
dovetail_disguise_name (DovetailDisguise *disguise, const char *name)
{
  g_return_val_if_fail (disguise != NULL && name != NULL, NULL);

  return g_strdup (find_stand_in (disguise, "name", name, draw_name));
}

/* RFC 9562 version 8: of one's own making. */
static char *
draw_id (const guint8 digest[DIGEST_BYTES], const char *original, guint attempt)
{
  return g_strdup_printf ("%02x%02x%02x%02x-%02x%02x-8%01x%02x-a%01x%02x-%02x%02x%02x%02x%02x%02x", digest[0],
                          digest[1], digest[2], digest[3], digest[4], digest[5], digest[6] & 15, digest[7],
                          digest[8] & 15, digest[9], digest[10], digest[11], digest[12], digest[13],
                          digest[14], digest[15]);
}

/**
 * dovetail_disguise_id:
 * @disguise: stand-ins
 * @id: what stands for a record, a device, a person
 *
 * Returns: (transfer full): @id when it is a UUID, else a UUID in its place
 */
char *
dovetail_disguise_id (DovetailDisguise *disguise, const char *id)
{
  g_return_val_if_fail (disguise != NULL && id != NULL, NULL);

  return g_strdup (dovetail_uuid_is_valid (id) ? id : find_stand_in (disguise, "id", id, draw_id));
}

/* The same for the whole of an export, so that what lies a week apart does so still. */
static int
days_of (DovetailDisguise *disguise)
{
  guint8 digest[DIGEST_BYTES];
  guint days;

  digest_of (disguise, "days", 0, digest);
  days = FEWEST_DAYS + (digest[0] * 256u + digest[1]) % (MOST_DAYS - FEWEST_DAYS);

  return digest[2] % 2 == 0 ? (int) days : -(int) days;
}

static char *
shift_date (const char *text, int days)
{
  GDate date;
  char shifted[16] = "";

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) atoi (text + 8), (GDateMonth) atoi (text + 5), (GDateYear) atoi (text));
  if (!g_date_valid (&date) || g_date_get_year (&date) < 10 || g_date_get_year (&date) > 9990)
    return NULL;
  if (days > 0)
    g_date_add_days (&date, (guint) days);
  else
    g_date_subtract_days (&date, (guint) -days);
  g_date_strftime (shifted, sizeof shifted, "%Y-%m-%d", &date);

  return dovetail_date_is_valid (shifted) ? g_strdup (shifted) : NULL;
}

/**
 * dovetail_disguise_date:
 * @disguise: stand-ins
 * @text: perhaps a date such as 2027-03-10, or a time in the form in which times are written
 *
 * Returns: (transfer full) (nullable): the same on another day; %NULL when it is neither
 */
char *
dovetail_disguise_date (DovetailDisguise *disguise, const char *text)
{
  g_autofree char *usual = NULL;
  gint64 time;

  g_return_val_if_fail (disguise != NULL && text != NULL, NULL);

  if (dovetail_date_is_valid (text))
    return shift_date (text, days_of (disguise));
  if (!dovetail_timestamp_parse (text, &time) || ABS (time) > G_GINT64_CONSTANT (7000) * 365 * DAY_MS)
    return NULL;
  usual = dovetail_timestamp_format (time);

  return g_str_equal (usual, text) ? dovetail_timestamp_format (time + days_of (disguise) * DAY_MS) : NULL;
}

static char *
draw_number (const guint8 digest[DIGEST_BYTES], const char *original, guint attempt)
{
  guint32 number = digest[0] | (guint32) digest[1] << 8 | (guint32) digest[2] << 16;

  return g_strdup_printf ("%u", number);
}

/**
 * dovetail_disguise_number:
 * @disguise: stand-ins
 * @scope: where it stands
 * @number: a number of which nothing is known
 *
 * Returns: another
 */
gint64
dovetail_disguise_number (DovetailDisguise *disguise, const char *scope, double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_return_val_if_fail (disguise != NULL && scope != NULL, 0);

  g_ascii_dtostr (text, sizeof text, number);

  return g_ascii_strtoll (find_stand_in (disguise, scope, text, draw_number), NULL, 10);
}

/**
 * dovetail_disguise_learn:
 * @disguise: stand-ins, none of which was asked for a rank yet
 * @rank: an order string
 */
void
dovetail_disguise_learn (DovetailDisguise *disguise, const char *rank)
{
  g_return_if_fail (disguise != NULL && rank != NULL);

  if (!disguise->learned)
    g_hash_table_replace (disguise->ranks, g_strdup (rank), NULL);
}

/* One behind the other, as close as they can be. */
static void
number_ranks (DovetailDisguise *disguise)
{
  g_autoptr (GList) sorted = g_list_sort (g_hash_table_get_keys (disguise->ranks), (GCompareFunc) strcmp);
  const char *last = NULL;

  for (GList *link = sorted; link != NULL; link = link->next)
    {
      char *stand_in = dovetail_rank_between (last, NULL);

      g_hash_table_insert (disguise->ranks, g_strdup (link->data), stand_in);
      last = stand_in;
    }
  disguise->learned = TRUE;
}

/**
 * dovetail_disguise_rank:
 * @disguise: stand-ins
 * @rank: an order string that was learned
 *
 * Returns: (transfer full): one that stands to the others as @rank does
 */
char *
dovetail_disguise_rank (DovetailDisguise *disguise, const char *rank)
{
  const char *stand_in;

  g_return_val_if_fail (disguise != NULL && rank != NULL, NULL);

  if (!disguise->learned)
    number_ranks (disguise);
  stand_in = g_hash_table_lookup (disguise->ranks, rank);

  return stand_in != NULL ? g_strdup (stand_in) : dovetail_disguise_text (disguise, "rank", rank);
}
