/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What of a line of a trace is shown, and what is hidden, whatever stands where something else should. What
 * is private has "canary" in it in every case. */

#include "sync/trace-disguise.h"

#include <string.h>

#include "json/json.h"
#include "lib/scratch-store.h"

#define ID "0197a000-0000-7000-8000-000000000001"
#define OTHER "0197a000-0000-7000-8000-000000000002"
#define DATA(fields) "{'record':{'entity_type':'task','entity_id':'" ID "','data':{" fields "}}}"

typedef struct
{
  const char *what;
  const char *line;
  const char *shown; /* stands in what is shown; NULL: all is hidden */
} Row;

static const Row rows[] = {
  /* what is only compared */
  { "an id that is one stays", "{'entity_id':'" ID "'}", "'entity_id':'" ID "'" },
  { "an id that is none becomes one", "{'entity_id':'canary'}", NULL },
  { "an id of another kind", "{'entity_id':{'canary':'canary'}}", NULL },
  { "ids of lists", "{'list_ids':['" ID "','canary',['canary']]}", "'list_ids':['" ID "','" },
  { "a token", "{'sync_token':'canary'}", NULL },
  { "a token that is an object", "{'sync_token':{'canary':'canary'}}", NULL },
  /* types */
  { "a type of the schema", "{'entity_type':'task'}", "'entity_type':'task'" },
  { "no type", "{'entity_type':''}", "'entity_type':''" },
  { "a type that a user has made", "{'entity_type':'canarytype'}", NULL },
  { "types", "{'entity_types':['task','canary',['canary']]}", "['task','" },
  { "a type that is none", "{'entity_type':['canary']}", NULL },
  /* words */
  { "a word of the protocol", "{'status':'applied'}", "'status':'applied'" },
  { "why two did not fit together", "{'cause':'done_wins'}", "'cause':'done_wins'" },
  { "another word", "{'status':'canary'}", NULL },
  { "digits", "{'conflicts_rev':'-17'}", "'conflicts_rev':'-17'" },
  { "no digits", "{'conflicts_rev':''}", NULL },
  { "words one after the other", "{'policy':['server_wins','canary',true]}", "['server_wins','" },
  { "a number in place of a word", "{'status':200}", "'status':200" },
  { "an object in place of a word", "{'status':{'canary':'canary'}}", NULL },
  /* times */
  { "a time", "{'timestamp':'2026-11-20T12:00:00.000Z'}", "'2026-11-20T12:00:00.000Z'" },
  { "a time as a number", "{'timestamp':17}", "'timestamp':17" },
  { "a time written in an own way", "{'timestamp':'2026-11-20T12:00:00.000+00:00 canary'}", NULL },
  { "a time without its fraction", "{'timestamp':'2026-11-20T12:00:00Z'}", "'2026-11-20T12:00:00.000Z'" },
  { "a time that is an object", "{'timestamp':{'canary':'canary'}}", NULL },
  { "a time that somebody told in words", "{'timestamp':'canary at noon'}", NULL },
  { "times of fields",
    "{'entity_type':'task','field_times':{'title':'2026-11-20T12:00:00.000Z','canary':'canary'}}",
    "'title':'2026-11-20T12:00:00.000Z'" },
  /* numbers */
  { "a number", "{'duration':12}", "'duration':12" },
  { "a fraction", "{'duration':12.5}", "'duration':12.5" },
  { "a text in place of a number", "{'duration':'canary'}", NULL },
  /* settings */
  { "a walk on its way", "{'settings':{'walk':'sweep:canary'}}", "'walk':'sweep:" },
  { "a walk that keeps", "{'settings':{'walk':'keep:canary'}}", "'walk':'keep:" },
  { "a walk that is planned", "{'settings':{'walk':'sweep:'}}", "'walk':'sweep:'" },
  { "another walk", "{'settings':{'walk':'canary:canary'}}", NULL },
  { "a walk to nowhere", "{'settings':{'walk':'canary'}}", NULL },
  { "a walk that is a number", "{'settings':{'walk':['canary']}}", NULL },
  { "a selection", "{'settings':{'filter':'lists=" ID ",canary types=task,canary'}}", "lists=" ID "," },
  { "a selection of types", "{'settings':{'filter':'types=task,canary'}}", "'filter':'types=task," },
  { "a selection with nothing between two commas", "{'settings':{'filter':'lists=canary,,canary'}}", ",," },
  { "a selection of nothing", "{'settings':{'filter':'lists= types='}}", "'filter':'lists= types='" },
  { "another selection", "{'settings':{'filter':'lists= canary=canary'}}", NULL },
  { "a selection that is none", "{'settings':{'filter':{'canary':'canary'}}}", NULL },
  /* requests */
  { "a query", "{'query':'state=open&cursor=canary'}", "'query':'state=open&cursor=" },
  { "a query for the old ones", "{'query':'state=closed'}", "'query':'state=closed'" },
  { "a query that cannot be unescaped", "{'query':'cursor=canary%zz'}", "'query':'cursor=" },
  { "a query without a value", "{'query':'all'}", "'query':'all'" },
  { "a query that is none", "{'query':['canary']}", NULL },
  { "a body may not pass for a line of ours", "{'received':{'line':'canary','outcomes':{'title':'canary'}}}",
    NULL },
  { "nor what was sent", "{'sent':{'failure':'canary'}}", NULL },
  { "a body that is text", "{'received':'canary'}", NULL },
  { "a member nobody knows", "{'received':{'canary':{'canary':['canary',1.5,null,true]}}}", NULL },
  { "sentences", "{'error':{'code':'invalid_field','detail':'canary'}}", "'code':'invalid_field'" },
  /* records */
  { "fields that are none", "{'data':'canary'}", NULL },
  { "fields of a type nobody knows", "{'entity_type':'canary','data':{'title':'canary'}}", NULL },
  { "a field that was cleared", DATA ("'title':null,'canary':null"), "'title':null" },
  { "text that is none", DATA ("'title':{'canary':'canary'}"), NULL },
  { "one of what can be chosen", DATA ("'priority':'high'"), "'priority':'high'" },
  { "what cannot be chosen", DATA ("'priority':'canary'"), NULL },
  { "no text to choose by", DATA ("'priority':['canary']"), NULL },
  { "another record", DATA ("'list_id':'" OTHER "'"), "'list_id':'" OTHER "'" },
  { "a person", "{'entity_type':'points_ledger','data':{'user_id':'" OTHER "','reason':'canary'}}",
    "'user_id':'" OTHER "'" },
  { "a day", DATA ("'due':'2031-01-17'"), "'due':'20" },
  { "a day in words", DATA ("'due':'canary'"), NULL },
  { "a day that is none", DATA ("'due':['canary']"), NULL },
  { "when it was done", DATA ("'completed_at':'2026-11-20T12:00:00.000Z'"), "'2026-11-20T12:00:00.000Z'" },
  { "a number of the user's", DATA ("'points':3"), "'points':3" },
  { "tags", DATA ("'tags':['canary',7,'canary']"), "'tags':['" },
  { "tags that are none", DATA ("'tags':'canary'"), NULL },
  { "people", DATA ("'assignees':['" OTHER "','canary']"), "'" OTHER "'" },
  { "an item", DATA ("'checklist':[{'id':'" OTHER "','text':'canary'}]"), "'id':'" OTHER "'" },
  { "an item without an id", DATA ("'checklist':[{'text':'canary'}]"), NULL },
  { "an item of a strange id", DATA ("'checklist':[{'id':['canary'],'text':'canary'}]"), NULL },
  { "an item that is none", DATA ("'checklist':['canary',7,null]"), NULL },
  { "items that are none", DATA ("'checklist':'canary'"), NULL },
  { "how it comes again", DATA ("'recurrence':{'rrule':'canary'}"), NULL },
  { "a place among others that is none", DATA ("'position':{'canary':'canary'}"), NULL },
  /* names of fields */
  { "names", "{'entity_type':'task','fields':['title','canary',['canary']]}", "['title','" },
  { "names that are none", "{'entity_type':'task','fields':'canary'}", NULL },
  { "what came of them", "{'entity_type':'task','outcomes':{'title':'mine','canary':'theirs'}}",
    "'title':'mine'" },
  { "what came of nothing", "{'entity_type':'task','outcomes':['canary']}", NULL },
  /* shapes */
  { "a message that is none", "{'record':'canary'}", NULL },
  { "messages, one of them none", "{'changes':[{'operation':'create'},'canary',[{'canary':1}]]}",
    "'operation':'create'" },
};

static DovetailTraceDisguise *
disguise_new (void)
{
  guint8 key[DOVETAIL_DISGUISE_KEY_BYTES];

  memset (key, 0x5a, sizeof key);
  return dovetail_trace_disguise_new (key);
}

static char *
show (DovetailTraceDisguise *disguise, const char *text)
{
  g_autoptr (JsonNode) line = scratch_data (text);
  g_autoptr (JsonNode) shown = NULL;

  shown = dovetail_trace_disguise_line (disguise, line);
  g_assert_true (json_node_is_immutable (shown));
  return g_strdelimit (dovetail_json_generate (shown, NULL), "\"", '\'');
}

static void
learn (DovetailTraceDisguise *disguise, const char *text)
{
  g_autoptr (JsonNode) line = scratch_data (text);

  dovetail_trace_disguise_learn (disguise, line);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (DovetailTraceDisguise) disguise = disguise_new ();
  g_autofree char *shown = NULL;

  learn (disguise, row->line);
  shown = show (disguise, row->line);
  g_test_message ("%s", shown);
  g_assert_null (strstr (shown, "canary"));
  if (row->shown != NULL)
    g_assert_nonnull (strstr (shown, row->shown));
}

/* Order strings stay in their order, and equal ones equal. */
static void
test_ranks (void)
{
  static const char *const lines[]
      = { DATA ("'position':'canaryb'"), DATA ("'position':'canarya'"), DATA ("'position':'canaryb'") };
  g_autoptr (DovetailTraceDisguise) disguise = disguise_new ();
  g_autofree char *b = NULL;
  g_autofree char *a = NULL;
  g_autofree char *again = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    learn (disguise, lines[i]);
  b = show (disguise, lines[0]);
  a = show (disguise, lines[1]);
  again = show (disguise, lines[2]);
  g_assert_null (strstr (a, "canary"));
  g_assert_cmpstr (a, <, b);
  g_assert_cmpstr (b, ==, again);
}

/* An answer names a mutation or a conflict alone: its words are those of the record that was seen with it. */
static void
test_subjects (void)
{
  static const struct
  {
    const char *seen, *later;
  } cases[] = {
    { "{'mutation_id':'" OTHER "','entity_type':'task','entity_id':'" ID "','data':{'title':'canary one'}}",
      "{'mutation_id':'" OTHER "','data':{'title':'canary one'}}" },
    { "{'conflict_id':'" OTHER "','entity_type':'task','entity_id':'" ID "','data':{'title':'canary one'}}",
      "{'conflict_id':'" OTHER "','data':{'title':'canary one'}}" },
    { "{'conflict_id':'" OTHER "','entity_type':'task','entity_id':'" ID "','data':{'title':'canary one'}}",
      "{'conflict_id':'" OTHER "','entity_type':'task','data':{'title':'canary one'}}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DovetailTraceDisguise) disguise = disguise_new ();
      g_autofree char *seen = NULL;
      g_autofree char *later = NULL;

      learn (disguise, cases[i].seen);
      g_test_message ("half of a name is none: %s", cases[i].later);
      learn (disguise, "{'mutation_id':'" OTHER "','entity_type':'list'}");
      seen = show (disguise, cases[i].seen);
      later = show (disguise, cases[i].later);
      g_assert_cmpstr (strstr (seen, "'title'"), ==, strstr (later, "'title'"));
    }
}

/* The same words in another record have nothing in common. */
static void
test_apart (void)
{
  g_autoptr (DovetailTraceDisguise) disguise = disguise_new ();
  g_autofree char *one
      = show (disguise, "{'entity_type':'task','entity_id':'" ID "','data':{'title':'canary one'}}");
  g_autofree char *other
      = show (disguise, "{'entity_type':'task','entity_id':'" OTHER "','data':{'title':'canary one'}}");

  g_assert_cmpstr (strstr (one, "'title'"), !=, strstr (other, "'title'"));
}

/* Deeper than anything that is read again. */
static void
test_deep (void)
{
  static const char *const beginnings[] = { "{'received':{'canary':", DATA ("'checklist':"), "{'record':" };

  for (guint i = 0; i < G_N_ELEMENTS (beginnings); i++)
    for (guint object = 0; object < 2; object++)
      {
        g_autoptr (DovetailTraceDisguise) disguise = disguise_new ();
        const char *start = g_strrstr (beginnings[i], ":");
        g_autoptr (GString) text = g_string_new (NULL);
        g_autofree char *shown = NULL;

        g_string_append_len (text, beginnings[i], start + 1 - beginnings[i]);
        for (guint depth = 0; depth < 24; depth++)
          g_string_append (text, object ? "{'record':" : "[");
        g_string_append (text, "'canary'");
        for (guint depth = 0; depth < 24; depth++)
          g_string_append_c (text, object ? '}' : ']');
        g_string_append (text, i == 0 ? "}}" : i == 1 ? "}}}" : "}");
        shown = show (disguise, text->str);
        g_assert_null (strstr (shown, "canary"));
        g_assert_nonnull (strstr (shown, "'deep'"));
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/trace-disguise/", rows[i].what, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/trace-disguise/ranks", test_ranks);
  g_test_add_func ("/trace-disguise/subjects", test_subjects);
  g_test_add_func ("/trace-disguise/apart", test_apart);
  g_test_add_func ("/trace-disguise/deep", test_deep);
  return g_test_run ();
}
