/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A line such as "pay rent tomorrow 9am #home @Family !high every month" as the fields of a task. What is not
 * understood stays in the title. */

#include "core/quick-add.h"

#include "core/quick-add-language.h"
#include "core/quick-add-words.h"
#include "core/schema.h"
#include "core/timestamp.h"

#include <string.h>

#define MAX_NAME_CHARACTERS 200

typedef struct
{
  GPtrArray *words;
  GPtrArray *tags; /* char *; NULL-terminated at the end */
  DovetailQuickAdd *result;
  DovetailWhen when;
  DovetailRepeat repeat;
} Parse;

/* The name behind # or @, its quotes taken off; NULL when it is none. */
static char *
read_name (Parse *parse, guint at)
{
  const char *text = ((DovetailWord *) g_ptr_array_index (parse->words, at))->text + 1;
  const char *closing = *text == '"' ? strchr (text + 1, '"') : NULL;
  g_autofree char *name = NULL;

  if (closing != NULL)
    name = g_strndup (text + 1, (gsize) (closing - text) - 1);
  else
    {
      gsize length = strlen (text);

      while (length > 0 && strchr (",.;:?!", text[length - 1]) != NULL)
        length--;
      name = g_strndup (text, length);
    }
  g_strstrip (name);
  if (*name == '\0' || g_utf8_strlen (name, -1) > MAX_NAME_CHARACTERS)
    return NULL;

  return g_steal_pointer (&name);
}

static gboolean
has_tag (Parse *parse, const char *name)
{
  return g_ptr_array_find_with_equal_func (parse->tags, name, g_str_equal, NULL);
}

/* "#1" is more often a number than a tag. */
static guint
match_tag (Parse *parse, guint at)
{
  g_autofree char *name = NULL;

  if (*dovetail_words_get (parse->words, at) != '#')
    return 0;
  name = read_name (parse, at);
  if (name == NULL || name[strspn (name, "0123456789#")] == '\0' || parse->tags->len >= DOVETAIL_MAX_TAGS)
    return 0;
  if (!has_tag (parse, name))
    g_ptr_array_add (parse->tags, g_steal_pointer (&name));

  return 1;
}

static guint
match_list (Parse *parse, guint at)
{
  if (parse->result->list_name != NULL || *dovetail_words_get (parse->words, at) != '@')
    return 0;
  parse->result->list_name = read_name (parse, at);

  return parse->result->list_name == NULL ? 0 : 1;
}

static guint
match_priority (Parse *parse, guint at)
{
  static const char *const marks[][2] = {
    { "!", "low" },   { "!!", "medium" }, { "!!!", "high" },       { "!1", "low" },     { "!2", "medium" },
    { "!3", "high" }, { "!low", "low" },  { "!medium", "medium" }, { "!high", "high" },
  };
  const char *word = dovetail_words_get (parse->words, at);

  if (parse->result->priority != NULL)
    return 0;
  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    if (g_str_equal (word, marks[i][0]))
      {
        parse->result->priority = g_strdup (marks[i][1]);
        return 1;
      }

  return 0;
}

static guint
match_anything (Parse *parse, guint at)
{
  guint count;

  if ((count = match_tag (parse, at)) > 0 || (count = match_list (parse, at)) > 0
      || (count = match_priority (parse, at)) > 0
      || (count = dovetail_repeat_match (&parse->repeat, parse->words, at)) > 0)
    return count;

  return dovetail_when_match (&parse->when, parse->words, at);
}

static void
finish (Parse *parse, const char *line)
{
  DovetailQuickAdd *result = parse->result;

  if (!dovetail_when_is_empty (&parse->when) || parse->repeat.frequency != NULL)
    dovetail_when_resolve (&parse->when, parse->repeat.weekdays, &result->due, &result->due_zone);
  result->rrule = dovetail_repeat_format (&parse->repeat);
  g_ptr_array_add (parse->tags, NULL);
  result->tags = (char **) g_ptr_array_free (parse->tags, FALSE);
  result->title = dovetail_words_unused (parse->words);
  if (*result->title == '\0')
    {
      g_free (result->title);
      result->title = g_strstrip (g_strdup (line));
    }
}

/**
 * dovetail_quick_add_parse:
 * @line: what was typed
 * @now: ms
 * @zone: where the user is
 * @language: (nullable): what the user writes beside English
 *
 * Understands #tag, @list, @"A list", !low, !medium, !high, !, !!, !!!, !1, !2, !3, dates, times and
 * "every ...". Nothing is read into a "quoted part" or a word behind a backslash. The first date,
 * time, list and priority count; a second one stays in the title. A time alone means today, or tomorrow when
 * it has passed; "every monday" alone starts on the first such day.
 *
 * Returns: (transfer full): what was understood
 */
DovetailQuickAdd *
dovetail_quick_add_parse (const char *line,
                          gint64 now,
                          const DovetailZone *zone,
                          const DovetailQuickAddLanguage *language)
{
  g_autofree char *valid = NULL;
  g_autoptr (GPtrArray) words = NULL;
  Parse parse = { 0 };

  g_return_val_if_fail (line != NULL, NULL);
  g_return_val_if_fail (zone != NULL, NULL);

  valid = g_utf8_make_valid (line, -1);
  words = dovetail_words_split (valid);
  dovetail_words_translate (words, language);
  parse.words = words;
  parse.tags = g_ptr_array_new ();
  parse.result = g_new0 (DovetailQuickAdd, 1);
  dovetail_when_init (&parse.when, now, zone);
  for (guint at = 0; at < words->len;)
    {
      guint count = match_anything (&parse, at);

      dovetail_words_use (words, at, count);
      at += MAX (count, 1);
    }
  finish (&parse, valid);

  return parse.result;
}

/**
 * dovetail_quick_add_parse_when:
 * @text: a date, a time or both, or a time in RFC 3339
 * @now: ms
 * @zone: where the user is
 * @language: (nullable): what the user writes beside English
 * @due: (out) (transfer full): a civil date, or a time in UTC
 * @due_zone: (out) (transfer full) (nullable): with a time, the zone's name
 *
 * Returns: whether all of @text was understood; otherwise nothing is set
 */
gboolean
dovetail_quick_add_parse_when (const char *text,
                               gint64 now,
                               const DovetailZone *zone,
                               const DovetailQuickAddLanguage *language,
                               char **due,
                               char **due_zone)
{
  g_autofree char *valid = NULL;
  g_autoptr (GPtrArray) words = NULL;
  DovetailWhen when;
  gint64 time;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (zone != NULL, FALSE);

  if (dovetail_timestamp_parse (text, &time))
    {
      *due = dovetail_timestamp_format (time);
      *due_zone = g_strdup (zone->name);
      return TRUE;
    }
  valid = g_utf8_make_valid (text, -1);
  words = dovetail_words_split (valid);
  dovetail_words_translate (words, language);
  dovetail_when_init (&when, now, zone);
  for (guint at = 0; at < words->len;)
    {
      guint count = dovetail_when_match (&when, words, at);

      if (count == 0)
        return FALSE;
      at += count;
    }
  if (dovetail_when_is_empty (&when))
    return FALSE;
  dovetail_when_resolve (&when, 0, due, due_zone);

  return TRUE;
}

/**
 * dovetail_quick_add_parse_repeat:
 * @text: "every 2 weeks", "every mon and thu"; "every" may be left out
 * @language: (nullable): what the user writes beside English
 *
 * Returns: (transfer full) (nullable): the recurrence rule; %NULL when not all of @text was understood
 */
char *
dovetail_quick_add_parse_repeat (const char *text, const DovetailQuickAddLanguage *language)
{
  g_autofree char *valid = NULL;
  g_autoptr (GPtrArray) words = NULL;
  DovetailRepeat repeat = { 0 };

  g_return_val_if_fail (text != NULL, NULL);

  valid = g_utf8_make_valid (text, -1);
  words = dovetail_words_split (valid);
  dovetail_words_translate (words, language);
  if (!g_str_equal (dovetail_words_get (words, 0), "every"))
    dovetail_words_insert (words, 0, "every");

  return dovetail_repeat_match (&repeat, words, 0) == words->len ? dovetail_repeat_format (&repeat) : NULL;
}

/**
 * dovetail_quick_add_free:
 * @quick_add: (nullable) (transfer full): what was understood
 */
void
dovetail_quick_add_free (DovetailQuickAdd *quick_add)
{
  if (quick_add == NULL)
    return;

  g_free (quick_add->title);
  g_free (quick_add->due);
  g_free (quick_add->due_zone);
  g_free (quick_add->list_name);
  g_free (quick_add->priority);
  g_strfreev (quick_add->tags);
  g_free (quick_add->rrule);
  g_free (quick_add);
}
