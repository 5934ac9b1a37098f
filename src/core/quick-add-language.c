/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Dates, times, repetitions and priorities in languages beside English. A language is a table of phrases and
 * what they mean in the words of the English rules, which then read the line. English is understood all the
 * same. */

#include "core/quick-add-language.h"

#include "core/quick-add-words.h"
#include "core/timestamp.h"

#include <stdio.h>
#include <string.h>

#define MOST_WORDS 3 /* of a phrase */

/* An empty meaning: these words together are no date, though one of them alone is. BEHIND: only behind a word
 * that leads to it, for it often means something else: "so". */
#define BEHIND "~"

typedef struct
{
  const char *phrase;
  const char *meaning;
} Phrase;

struct DovetailQuickAddLanguage
{
  const char *code;    /* ISO 639-1 */
  const char *o_clock; /* behind an hour: "9 Uhr"; NULL: not said */
  gboolean dotted;     /* 27.11. is a date */
  const Phrase *phrases;
  gsize n_phrases;
};

static const Phrase german[] = {
  { "!hoch", "!high" },
  { "!mittel", "!medium" },
  { "!niedrig", "!low" },
  { "heute", "today" },
  { "morgen", "tomorrow" },
  { "übermorgen", "in 2 days" },
  { "uebermorgen", "in 2 days" },
  { "heute abend", "tonight" },
  { "heute nacht", "tonight" },
  { "am morgen", "" },
  { "jeden morgen", "" },
  { "guten morgen", "" },
  { "montag", "monday" },
  { "dienstag", "tuesday" },
  { "mittwoch", "wednesday" },
  { "donnerstag", "thursday" },
  { "freitag", "friday" },
  { "samstag", "saturday" },
  { "sonnabend", "saturday" },
  { "sonntag", "sunday" },
  { "mo", "mon" },
  { "di", "tue" },
  { "mi", "wed" },
  { "do", BEHIND "thu" },
  { "fr", "fri" },
  { "sa", "sat" },
  { "so", BEHIND "sun" },
  { "am", "on" },
  { "bis", "by" },
  { "fällig", "due" },
  { "um", "at" },
  { "mittags", "noon" },
  { "und", "and" },
  { "nächste", "next" },
  { "nächsten", "next" },
  { "nächster", "next" },
  { "nächstes", "next" },
  { "naechste", "next" },
  { "naechsten", "next" },
  { "kommende", "next" },
  { "kommenden", "next" },
  { "diesen", "this" },
  { "ein", "a" },
  { "eine", "a" },
  { "einem", "a" },
  { "einer", "a" },
  { "zwei", "2" },
  { "drei", "3" },
  { "vier", "4" },
  { "fünf", "5" },
  { "sechs", "6" },
  { "acht", "8" },
  { "zehn", "10" },
  { "minute", "minute" },
  { "minuten", "minutes" },
  { "stunde", "hour" },
  { "stunden", "hours" },
  { "tag", "day" },
  { "tage", "days" },
  { "tagen", "days" },
  { "woche", "week" },
  { "wochen", "weeks" },
  { "monat", "month" },
  { "monate", "months" },
  { "monaten", "months" },
  { "jahr", "year" },
  { "jahre", "years" },
  { "jahren", "years" },
  { "jede", "every" },
  { "jeden", "every" },
  { "jeder", "every" },
  { "jedes", "every" },
  { "alle", "every" },
  { "zweite", "other" },
  { "zweiten", "other" },
  { "zweites", "other" },
  { "täglich", "every day" },
  { "taeglich", "every day" },
  { "wöchentlich", "every week" },
  { "woechentlich", "every week" },
  { "monatlich", "every month" },
  { "jährlich", "every year" },
  { "jaehrlich", "every year" },
  { "werktag", "weekday" },
  { "werktags", "every weekday" },
  { "wochenende", "weekend" },
  { "januar", "january" },
  { "jänner", "january" },
  { "februar", "february" },
  { "märz", "march" },
  { "maerz", "march" },
  { "mär", "march" },
  { "mai", "may" },
  { "juni", "june" },
  { "juli", "july" },
  { "oktober", "october" },
  { "okt", "october" },
  { "dezember", "december" },
  { "dez", "december" },
};

static const Phrase arabic[] = {
  { "!عالية", "!high" },
  { "!متوسطة", "!medium" },
  { "!منخفضة", "!low" },
  { "اليوم", "today" },
  { "غدا", "tomorrow" },
  { "غدًا", "tomorrow" },
  { "غداً", "tomorrow" },
  { "بعد غد", "in 2 days" },
  { "الليلة", "tonight" },
  { "الاثنين", "monday" },
  { "الإثنين", "monday" },
  { "الثلاثاء", "tuesday" },
  { "الأربعاء", "wednesday" },
  { "الاربعاء", "wednesday" },
  { "الخميس", "thursday" },
  { "الجمعة", "friday" },
  { "السبت", "saturday" },
  { "الأحد", "sunday" },
  { "الاحد", "sunday" },
  { "والاثنين", "and monday" },
  { "والثلاثاء", "and tuesday" },
  { "والأربعاء", "and wednesday" },
  { "والخميس", "and thursday" },
  { "والجمعة", "and friday" },
  { "والسبت", "and saturday" },
  { "والأحد", "and sunday" },
  { "يوم الاثنين", "on monday" },
  { "يوم الثلاثاء", "on tuesday" },
  { "يوم الأربعاء", "on wednesday" },
  { "يوم الخميس", "on thursday" },
  { "يوم الجمعة", "on friday" },
  { "يوم السبت", "on saturday" },
  { "يوم الأحد", "on sunday" },
  { "الأسبوع القادم", "next week" },
  { "الأسبوع المقبل", "next week" },
  { "الشهر القادم", "next month" },
  { "الشهر المقبل", "next month" },
  { "الساعة", "at" },
  { "ظهرا", "noon" },
  { "ظهرًا", "noon" },
  { "صباحا", "am" },
  { "صباحًا", "am" },
  { "مساء", "pm" },
  { "مساءً", "pm" },
  { "بعد", "in" },
  { "بعد ساعة", "in a hour" },
  { "بعد ساعتين", "in 2 hours" },
  { "بعد يوم", "in a day" },
  { "بعد يومين", "in 2 days" },
  { "بعد أسبوع", "in a week" },
  { "بعد أسبوعين", "in 2 weeks" },
  { "بعد شهر", "in a month" },
  { "بعد شهرين", "in 2 months" },
  { "بعد سنة", "in a year" },
  { "دقيقة", "minute" },
  { "دقائق", "minutes" },
  { "ساعة", "hour" },
  { "ساعات", "hours" },
  { "يوم", "day" },
  { "أيام", "days" },
  { "أسبوع", "week" },
  { "أسابيع", "weeks" },
  { "شهر", "month" },
  { "أشهر", "months" },
  { "سنة", "year" },
  { "سنوات", "years" },
  { "كل", "every" },
  { "كل يومين", "every 2 days" },
  { "كل أسبوعين", "every 2 weeks" },
  { "كل شهرين", "every 2 months" },
  { "كل يوم جمعة", "every friday" },
  { "كل يوم سبت", "every saturday" },
  { "كل يوم أحد", "every sunday" },
  { "كل يوم اثنين", "every monday" },
  { "كل يوم ثلاثاء", "every tuesday" },
  { "كل يوم أربعاء", "every wednesday" },
  { "كل يوم خميس", "every thursday" },
  { "يوميا", "every day" },
  { "يوميًا", "every day" },
  { "أسبوعيا", "every week" },
  { "أسبوعيًا", "every week" },
  { "شهريا", "every month" },
  { "شهريًا", "every month" },
  { "سنويا", "every year" },
  { "سنويًا", "every year" },
  { "يناير", "january" },
  { "فبراير", "february" },
  { "مارس", "march" },
  { "أبريل", "april" },
  { "مايو", "may" },
  { "يونيو", "june" },
  { "يوليو", "july" },
  { "أغسطس", "august" },
  { "سبتمبر", "september" },
  { "أكتوبر", "october" },
  { "نوفمبر", "november" },
  { "ديسمبر", "december" },
};

static const DovetailQuickAddLanguage languages[] = {
  { "de", "uhr", TRUE, german, G_N_ELEMENTS (german) },
  { "ar", NULL, FALSE, arabic, G_N_ELEMENTS (arabic) },
};

/**
 * dovetail_quick_add_find_language:
 * @names: names of locales, the one that is preferred first, as g_get_language_names() gives them
 *
 * Returns: (nullable): the first of them that is known here, if English is not preferred to it; %NULL:
 * English alone
 */
const DovetailQuickAddLanguage *
dovetail_quick_add_find_language (const char *const *names)
{
  g_return_val_if_fail (names != NULL, NULL);

  for (; *names != NULL; names++)
    {
      g_autofree char *code = g_strndup (*names, strcspn (*names, "_.@"));

      if (g_str_equal (code, "en") || g_str_equal (code, "C"))
        return NULL;
      for (gsize i = 0; i < G_N_ELEMENTS (languages); i++)
        if (g_str_equal (code, languages[i].code))
          return &languages[i];
    }

  return NULL;
}

/* How many words from here on are this phrase; 0: they are not. */
static guint
count_phrase (GPtrArray *words, guint at, const char *phrase)
{
  guint count = 0;

  for (;;)
    {
      const char *word = dovetail_words_get (words, at + count);
      gsize length = strlen (word);

      if (length == 0 || strncmp (phrase, word, length) != 0)
        return 0;
      count++;
      if (phrase[length] == '\0')
        return count;
      if (phrase[length] != ' ')
        return 0;
      phrase += length + 1;
    }
}

static gboolean
is_led_to (GPtrArray *words, guint at)
{
  static const char *const leading[] = { "on", "by", "due", "every", "other", "next", "this", "and", NULL };
  const char *word = at > 0 ? dovetail_words_get (words, at - 1) : "";
  gboolean is_short;

  return g_strv_contains (leading, word) || dovetail_words_weekday (word, &is_short) >= 0;
}

/* The longest phrase that begins here. */
static guint
find_phrase (const DovetailQuickAddLanguage *language, GPtrArray *words, guint at, const char **meaning)
{
  guint longest = 0;

  for (gsize i = 0; i < language->n_phrases && longest < MOST_WORDS; i++)
    {
      const Phrase *phrase = &language->phrases[i];
      gboolean behind = g_str_has_prefix (phrase->meaning, BEHIND);
      guint count = count_phrase (words, at, phrase->phrase);

      if (count > longest && (!behind || is_led_to (words, at)))
        {
          longest = count;
          *meaning = phrase->meaning + (behind ? strlen (BEHIND) : 0);
        }
    }

  return longest;
}

static const char *
meaning_of (const DovetailQuickAddLanguage *language, const char *word)
{
  for (gsize i = 0; i < language->n_phrases; i++)
    if (g_str_equal (language->phrases[i].phrase, word))
      return language->phrases[i].meaning + strspn (language->phrases[i].meaning, BEHIND);

  return word;
}

/* "mo,do": days without a blank between them; %NULL: it is no such list. */
static char *
translate_list (const DovetailQuickAddLanguage *language, const char *word)
{
  g_auto (GStrv) parts = g_strsplit (word, ",", -1);
  gboolean is_short;

  if (g_strv_length (parts) < 2)
    return NULL;
  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *meaning = g_strdup (meaning_of (language, parts[i]));

      g_free (parts[i]);
      parts[i] = meaning;
      if (dovetail_words_weekday (meaning, &is_short) < 0)
        return NULL;
    }

  return g_strjoinv (",", parts);
}

/* "9 Uhr", "9.30 Uhr", "14:30 Uhr" as 9:00, 9:30, 14:30; %NULL: it is no time. */
static char *
read_o_clock (const DovetailQuickAddLanguage *language, GPtrArray *words, guint at)
{
  const char *word = dovetail_words_get (words, at);
  gsize length = strlen (word);
  int hour, minute = 0;
  int end = 0;

  if (language->o_clock == NULL || !g_str_equal (dovetail_words_get (words, at + 1), language->o_clock)
      || strspn (word, "0123456789.:") != length)
    return NULL;
  if (sscanf (word, "%2d%n%*1[.:]%2d%n", &hour, &end, &minute, &end) < 1 || (gsize) end != length || hour > 23
      || minute > 59)
    return NULL;

  return g_strdup_printf ("%d:%02d", hour, minute);
}

/* "27.11." and "27.11.2026" as "27 november" and 2026-11-27; "2.10" is rather a number. %NULL: it is no date.
 */
static char *
read_dotted_date (const DovetailQuickAddLanguage *language, GPtrArray *words, guint at)
{
  static const char *const months[]
      = { "january", "february", "march",     "april",   "may",      "june",
          "july",    "august",   "september", "october", "november", "december" };
  const DovetailWord *word = g_ptr_array_index (words, at);
  int day, month, year;
  int end = 0;

  if (!language->dotted || *dovetail_words_get (words, at) == '\0'
      || sscanf (word->text, "%2d.%2d.%n", &day, &month, &end) != 2 || end == 0 || day < 1 || day > 31
      || month < 1 || month > 12)
    return NULL;
  if (strspn (word->text + end, ",;:?") == strlen (word->text + end))
    return g_strdup_printf ("%d %s", day, months[month - 1]);
  if (!dovetail_words_number (dovetail_words_get (words, at) + end, &year) || year < 1970)
    return NULL;

  return g_strdup_printf ("%04d-%02d-%02d", year, month, day);
}

/* Behind a number "am" is English: "9 am". */
static gboolean
is_half_of_day (GPtrArray *words, guint at)
{
  int number;

  return at > 0 && g_str_equal (dovetail_words_get (words, at), "am")
         && dovetail_words_number (dovetail_words_get (words, at - 1), &number);
}

static guint
translate_at (const DovetailQuickAddLanguage *language, GPtrArray *words, guint at)
{
  g_autofree char *read = NULL;
  const char *meaning = NULL;
  guint count = 0;

  if ((read = read_o_clock (language, words, at)) != NULL)
    return dovetail_words_replace (words, at, 2, read);
  if ((read = read_dotted_date (language, words, at)) != NULL
      || (read = translate_list (language, dovetail_words_get (words, at))) != NULL)
    return dovetail_words_replace (words, at, 1, read);
  if (!is_half_of_day (words, at))
    count = find_phrase (language, words, at, &meaning);

  return count > 0 ? dovetail_words_replace (words, at, count, meaning) : 1;
}

void
dovetail_words_translate (GPtrArray *words, const DovetailQuickAddLanguage *language)
{
  if (language == NULL)
    return;

  for (guint at = 0; at < words->len;)
    at += translate_at (language, words, at);
}
