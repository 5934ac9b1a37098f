/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Input that means harm or is broken: every format says no or skips, in bounded time, and hands out nothing
 * that breaks the schema. */
#include "core/schema.h"
#include "lib/processor-time.h"
#include "reading.h"

static const char *const seeds[] = {
  [DOVETAIL_FORMAT_ICS] = "BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:Z\r\nBEGIN:STANDARD\r\nDTSTART:"
                          "19700101T000000\r\nTZOFFSETFROM:+0100\r\n"
                          "TZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VTODO\r\nUID:"
                          "a\r\nSUMMARY:b\\,c\r\nDUE;TZID=Z:20261224T100000\r\n"
                          "RRULE:FREQ=DAILY;COUNT=3\r\nCATEGORIES:x,y\r\nBEGIN:VALARM\r\nTRIGGER:-"
                          "PT1H\r\nEND:VALARM\r\nEND:VTODO\r\nEND:VCALENDAR\r\n",
  [DOVETAIL_FORMAT_JSON] = "[\n{\"entity_type\":\"task\",\"entity_id\":\"11111111-2222-4333-8444-"
                           "555555555555\",\"data\":{\"title\":\"a\"}}\n]\n",
  [DOVETAIL_FORMAT_TASKWARRIOR]
  = "[\n{\"uuid\":\"11111111-2222-4333-8444-555555555555\",\"description\":\"a\",\"status\":\"pending\","
    "\"due\":\"20261224T093000Z\","
    "\"annotations\":[{\"entry\":\"20261101T080000Z\",\"description\":\"one\"}]}\n]\n",
  [DOVETAIL_FORMAT_TODOTXT]
  = "(A) 2026-11-01 Call +Family mum @phone due:2026-12-24\nx 2026-11-02 2026-11-01 Call\n",
  [DOVETAIL_FORMAT_CSV]
  = "title,notes,due,priority,tags,status,list\r\n\"a \"\"b\",n,2026-12-24,high,x y,open,Home\r\n",
};

/* Reads, checks every task, and writes what was read in every format. */
static void
read_and_write (DovetailFormat format, const char *text, gsize length)
{
  g_autoptr (DovetailImport) import = read_bytes (format, text, length);

  for (guint i = 0; import != NULL && i < import->tasks->len; i++)
    g_assert_true (dovetail_schema_validate (dovetail_schema_find (DOVETAIL_ENTITY_TASK),
                                             get_task (import, i)->data, TRUE, NULL));
  for (guint i = 0; import != NULL && i <= DOVETAIL_FORMAT_CSV; i++)
    {
      g_autofree char *written = write_import (i, import);

      g_assert_true (g_utf8_validate (written, -1, NULL));
    }
}

static void
test_truncated (void)
{
  for (guint format = 0; format < G_N_ELEMENTS (seeds); format++)
    for (gsize length = 0; length <= strlen (seeds[format]); length++)
      {
        g_autofree char *exact
            = g_memdup2 (seeds[format], length + 1); /* so that a sanitizer sees a step too far */

        exact[length] = '\0';
        read_and_write (format, exact, length);
      }
}

static void
test_mutated (void)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);

  g_test_message ("seed %u", seed);
  for (guint round = 0; round < 2000; round++)
    {
      DovetailFormat format = round % G_N_ELEMENTS (seeds);
      gsize length = strlen (seeds[format]);
      g_autofree char *text = g_strdup (seeds[format]);

      for (int i = g_rand_int_range (random, 1, 6); i > 0; i--)
        text[g_rand_int_range (random, 0, length)]
            = "\0\n\r\"{}[],:;\\=\xff\xc3T0Z "[g_rand_int_range (random, 0, 19)];
      read_and_write (format, text, length);
    }
}

typedef struct
{
  const char *says;
  DovetailFormat format;
  const char *text;
  gsize length;
} Case;

#define CASE(says, format, text)                                                                             \
  {                                                                                                          \
    says, format, text, sizeof (text) - 1                                                                    \
  }

static const Case refused[] = {
  CASE ("a NUL in a summary", DOVETAIL_FORMAT_ICS, "BEGIN:VTODO\nUID:a\nSUMMARY:a\0b\nEND:VTODO\n"),
  CASE ("invalid UTF-8 in a summary", DOVETAIL_FORMAT_ICS, "BEGIN:VTODO\nUID:a\nSUMMARY:a\xff\nEND:VTODO\n"),
  CASE ("a NUL in CSV", DOVETAIL_FORMAT_CSV, "title\na\0b\n"),
  CASE ("invalid UTF-8 in CSV", DOVETAIL_FORMAT_CSV, "title\na\xc3\n"),
  CASE ("a NUL in todo.txt", DOVETAIL_FORMAT_TODOTXT, "a\0b\n"),
  CASE ("an escaped NUL in JSON",
        DOVETAIL_FORMAT_TASKWARRIOR,
        "[{\"uuid\":\"a\",\"description\":\"a\\u0000b\",\"status\":\"pending\"}]"),
  CASE ("a key twice in JSON",
        DOVETAIL_FORMAT_TASKWARRIOR,
        "[{\"uuid\":\"a\",\"description\":\"a\",\"description\":\"b\"}]"),
  CASE ("components in components",
        DOVETAIL_FORMAT_ICS,
        "BEGIN:VTODO\nUID:a\nSUMMARY:a\nBEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\nEND:A\nEND:A\nEND:A\nEND:A\nEND:"
        "VTODO\n"),
};

static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (DovetailImport) import = read_bytes (refused[i].format, refused[i].text, refused[i].length);

      g_test_message ("%s", refused[i].says);
      g_assert_nonnull (import);
      g_assert_cmpuint (import->tasks->len, ==, 0);
      g_assert_cmpuint (import->problems->len, ==, 1);
    }
}

/* Lines of a mebibyte, and a million of them: done in a moment. */
static void
test_huge (void)
{
  static const struct
  {
    DovetailFormat format;
    const char *head;
    const char *piece;
    guint count;
    const char *tail;
  } files[] = {
    { DOVETAIL_FORMAT_ICS, "BEGIN:VTODO\nUID:a\nSUMMARY:", "a", 1 << 20, "\nEND:VTODO\n" },
    { DOVETAIL_FORMAT_ICS, "", "BEGIN:VTODO\n", 20000, "" },
    { DOVETAIL_FORMAT_CSV, "title\n", "a", 1 << 20, "\n" },
    { DOVETAIL_FORMAT_TODOTXT, "", "a", 1 << 20, "\n" },
    { DOVETAIL_FORMAT_TASKWARRIOR, "[", "[", 1 << 20, "" },
    { DOVETAIL_FORMAT_TASKWARRIOR, "", "{\n", 1 << 18, "" },
    { DOVETAIL_FORMAT_TASKWARRIOR, "{\"description\":\"", "a", 1 << 20, "\"}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      GString *text = g_string_new (files[i].head);
      double start = processor_time ();
      g_autoptr (DovetailImport) import = NULL;

      for (guint n = 0; n < files[i].count; n++)
        g_string_append (text, files[i].piece);
      g_string_append (text, files[i].tail);
      import = read_bytes (files[i].format, text->str, text->len);
      g_assert_true (import == NULL || import->tasks->len == 0);
      g_test_message ("file %u took %.0f ms", (guint) i, (processor_time () - start) * 1000);
      g_assert_cmpfloat (processor_time () - start, <, 20);
      g_string_free (text, TRUE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/hostile/truncated", test_truncated);
  g_test_add_func ("/formats/hostile/mutated", test_mutated);
  g_test_add_func ("/formats/hostile/refused", test_refused);
  g_test_add_func ("/formats/hostile/huge", test_huge);
  return g_test_run ();
}
