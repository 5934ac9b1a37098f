/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Changes of a text as values that can be put in a row and carried past each other. The transformation keeps
 * both insertions at one place, ordered by what they say and never by who is asked, makes what both did alike
 * once, and so holds TP1 (Ressel et al., "An integrating, transformation-oriented approach to concurrency
 * control", 1996). */

#include "core/text-operation.h"

#include "core/grapheme.h"
#include "core/text-diff.h"

#include <string.h>

typedef enum
{
  STEP_RETAIN,
  STEP_INSERT,
  STEP_DELETE,
  STEP_END
} StepKind;

typedef struct
{
  StepKind kind;
  gsize length;
  gsize text; /* of an insertion: where it begins in the operation's text */
} Step;

struct _DovetailTextOperation
{
  GArray *steps; /* Step; none empty, no two neighbours of one kind, no insertion behind a deletion */
  GString *text; /* what is inserted, in order */
  gsize base_length;
  gsize result_length;
};

/**
 * dovetail_text_operation_new:
 *
 * Returns: (transfer full): the operation that turns the empty text into itself
 */
DovetailTextOperation *
dovetail_text_operation_new (void)
{
  DovetailTextOperation *operation = g_new0 (DovetailTextOperation, 1);

  operation->steps = g_array_new (FALSE, FALSE, sizeof (Step));
  operation->text = g_string_new (NULL);

  return operation;
}

/**
 * dovetail_text_operation_free:
 * @operation: (nullable) (transfer full): an operation
 */
void
dovetail_text_operation_free (DovetailTextOperation *operation)
{
  if (operation == NULL)
    return;

  g_array_unref (operation->steps);
  g_string_free (operation->text, TRUE);
  g_free (operation);
}

/* The step that many places from the end; NULL: there is none. */
static Step *
step_from_end (const DovetailTextOperation *operation, guint back)
{
  guint length = operation->steps->len;

  return back < length ? &g_array_index (operation->steps, Step, length - 1 - back) : NULL;
}

static void
append_step (DovetailTextOperation *operation, StepKind kind, gsize length, gsize text)
{
  Step step = { kind, length, text };
  Step *last = step_from_end (operation, 0);

  if (last != NULL && last->kind == kind)
    last->length += length;
  else
    g_array_append_val (operation->steps, step);
}

/**
 * dovetail_text_operation_retain:
 * @operation: an operation in the making
 * @length: how many bytes stay
 */
void
dovetail_text_operation_retain (DovetailTextOperation *operation, gsize length)
{
  if (length == 0)
    return;

  append_step (operation, STEP_RETAIN, length, 0);
  operation->base_length += length;
  operation->result_length += length;
}

/**
 * dovetail_text_operation_insert:
 * @operation: an operation in the making
 * @text: (array length=length): what is inserted
 * @length: its bytes
 */
void
dovetail_text_operation_insert (DovetailTextOperation *operation, const char *text, gsize length)
{
  Step *deletion = step_from_end (operation, 0);
  Step *before = step_from_end (operation, 1);
  gsize start = operation->text->len;

  if (length == 0)
    return;

  g_string_append_len (operation->text, text, (gssize) length);
  operation->result_length += length;
  if (deletion == NULL || deletion->kind != STEP_DELETE)
    append_step (operation, STEP_INSERT, length, start);
  else if (before != NULL && before->kind == STEP_INSERT)
    before->length += length;
  else
    {
      Step moved = *deletion;

      *deletion = (Step){ STEP_INSERT, length, start };
      g_array_append_val (operation->steps, moved);
    }
}

/**
 * dovetail_text_operation_delete:
 * @operation: an operation in the making
 * @length: how many bytes go
 */
void
dovetail_text_operation_delete (DovetailTextOperation *operation, gsize length)
{
  if (length == 0)
    return;

  append_step (operation, STEP_DELETE, length, 0);
  operation->base_length += length;
}

/**
 * dovetail_text_operation_get_base_length:
 * @operation: an operation
 *
 * Returns: the bytes of the text it is made for
 */
gsize
dovetail_text_operation_get_base_length (const DovetailTextOperation *operation)
{
  return operation->base_length;
}

/**
 * dovetail_text_operation_get_result_length:
 * @operation: an operation
 *
 * Returns: the bytes of the text it makes
 */
gsize
dovetail_text_operation_get_result_length (const DovetailTextOperation *operation)
{
  return operation->result_length;
}

/**
 * dovetail_text_operation_equal:
 * @a: an operation
 * @b: another
 *
 * Returns: whether they do the same, step by step
 */
gboolean
dovetail_text_operation_equal (const DovetailTextOperation *a, const DovetailTextOperation *b)
{
  if (a->steps->len != b->steps->len || !g_string_equal (a->text, b->text))
    return FALSE;
  for (guint i = 0; i < a->steps->len; i++)
    {
      const Step *a_step = &g_array_index (a->steps, Step, i);
      const Step *b_step = &g_array_index (b->steps, Step, i);

      if (a_step->kind != b_step->kind || a_step->length != b_step->length)
        return FALSE;
    }

  return TRUE;
}

static DovetailTextOperation *
operation_from_hunks (GArray *base, GArray *side, GArray *hunks)
{
  DovetailTextOperation *operation = dovetail_text_operation_new ();
  guint at = 0;

  for (guint i = 0; i < hunks->len; i++)
    {
      const DovetailHunk *hunk = &g_array_index (hunks, DovetailHunk, i);

      dovetail_text_operation_retain (operation, dovetail_tokens_length (base, at, hunk->base_start));
      if (hunk->side_start < hunk->side_end)
        dovetail_text_operation_insert (operation,
                                        g_array_index (side, DovetailToken, hunk->side_start).start,
                                        dovetail_tokens_length (side, hunk->side_start, hunk->side_end));
      dovetail_text_operation_delete (operation,
                                      dovetail_tokens_length (base, hunk->base_start, hunk->base_end));
      at = hunk->base_end;
    }
  dovetail_text_operation_retain (operation, dovetail_tokens_length (base, at, base->len));

  return operation;
}

/**
 * dovetail_text_operation_diff:
 * @base: UTF-8
 * @side: UTF-8
 *
 * Returns: (transfer full) (nullable): what makes @side of @base, in whole words; %NULL when the two differ
 * too much for that to be found in time
 */
DovetailTextOperation *
dovetail_text_operation_diff (const char *base, const char *side)
{
  g_autoptr (GHashTable) table = dovetail_token_table_new ();
  g_autoptr (GArray) base_tokens = dovetail_text_split (base, table);
  g_autoptr (GArray) side_tokens = dovetail_text_split (side, table);
  g_autoptr (GArray) hunks = dovetail_text_diff (base_tokens, side_tokens);

  return hunks == NULL ? NULL : operation_from_hunks (base_tokens, side_tokens, hunks);
}

/* Goes through the graphemes of a text, to find whether an edge falls between two of them. */
static gboolean
walk_to (const char **at, const char *edge)
{
  while (*at < edge)
    *at = dovetail_grapheme_end (*at);

  return *at == edge;
}

/**
 * dovetail_text_operation_apply:
 * @operation: an operation
 * @text: UTF-8
 *
 * Returns: (transfer full) (nullable): the text after it; %NULL when the operation is not made for a text of
 * that length, or would cut one of its graphemes
 */
char *
dovetail_text_operation_apply (const DovetailTextOperation *operation, const char *text)
{
  g_autoptr (GString) result = g_string_sized_new (operation->result_length + 1);
  const char *grapheme = text;

  if (strlen (text) != operation->base_length)
    return NULL;
  for (guint i = 0; i < operation->steps->len; i++)
    {
      const Step *step = &g_array_index (operation->steps, Step, i);

      if (!walk_to (&grapheme, text))
        return NULL;
      if (step->kind == STEP_INSERT)
        g_string_append_len (result, operation->text->str + step->text, (gssize) step->length);
      else if (step->kind == STEP_RETAIN)
        g_string_append_len (result, text, (gssize) step->length);
      if (step->kind != STEP_INSERT)
        text += step->length;
    }

  return g_string_free (g_steal_pointer (&result), FALSE);
}

/**
 * dovetail_text_operation_is_seamless:
 * @operation: an operation
 * @result: the text it made
 *
 * Returns: whether each of its pieces starts a grapheme of @result: no accent, joiner or half a flag grew
 * together with what stands before it
 */
gboolean
dovetail_text_operation_is_seamless (const DovetailTextOperation *operation, const char *result)
{
  const char *grapheme = result;

  for (guint i = 0; i < operation->steps->len; i++)
    {
      const Step *step = &g_array_index (operation->steps, Step, i);

      if (!walk_to (&grapheme, result))
        return FALSE;
      if (step->kind != STEP_DELETE)
        result += step->length;
    }

  return TRUE;
}

/* Reads an operation step by step, or a step in parts. */
typedef struct
{
  const DovetailTextOperation *operation;
  guint next; /* the step after this one */
  Step step;  /* what is left of it */
} Reader;

static void
reader_step (Reader *reader)
{
  if (reader->next < reader->operation->steps->len)
    reader->step = g_array_index (reader->operation->steps, Step, reader->next++);
  else
    reader->step = (Step){ STEP_END, 0, 0 };
}

static Reader
reader_start (const DovetailTextOperation *operation)
{
  Reader reader = { operation, 0, { STEP_END, 0, 0 } };

  reader_step (&reader);

  return reader;
}

static void
reader_consume (Reader *reader, gsize length)
{
  reader->step.length -= length;
  reader->step.text += length;
  if (reader->step.length == 0)
    reader_step (reader);
}

static const char *
reader_text (const Reader *reader)
{
  return reader->operation->text->str + reader->step.text;
}

/* Whether the insertion that is read stands for something deleted. */
static gboolean
reader_replaces (const Reader *reader)
{
  return reader->next < reader->operation->steps->len
         && g_array_index (reader->operation->steps, Step, reader->next).kind == STEP_DELETE;
}

static void
write_insertion (DovetailTextOperation *operation, Reader *reader, gsize length)
{
  dovetail_text_operation_insert (operation, reader_text (reader), length);
  reader_consume (reader, length);
}

/* What the second operation does to a piece that the first left or made. */
static void
compose_piece (DovetailTextOperation *composed, Reader *first, Reader *second)
{
  gsize length = MIN (first->step.length, second->step.length);

  if (second->step.kind == STEP_RETAIN && first->step.kind == STEP_INSERT)
    dovetail_text_operation_insert (composed, reader_text (first), length);
  else if (second->step.kind == STEP_RETAIN)
    dovetail_text_operation_retain (composed, length);
  else if (first->step.kind == STEP_RETAIN)
    dovetail_text_operation_delete (composed, length);
  reader_consume (first, length);
  reader_consume (second, length);
}

/**
 * dovetail_text_operation_compose:
 * @first: an operation
 * @second: one that is made for its result
 *
 * Returns: (transfer full) (nullable): both as one; %NULL when @second is not made for a text of the length
 * that
 *   @first makes
 */
DovetailTextOperation *
dovetail_text_operation_compose (const DovetailTextOperation *first, const DovetailTextOperation *second)
{
  g_autoptr (DovetailTextOperation) composed = dovetail_text_operation_new ();
  Reader a = reader_start (first);
  Reader b = reader_start (second);

  if (first->result_length != second->base_length)
    return NULL;
  while (a.step.kind != STEP_END || b.step.kind != STEP_END)
    if (a.step.kind == STEP_DELETE)
      {
        dovetail_text_operation_delete (composed, a.step.length);
        reader_step (&a);
      }
    else if (b.step.kind == STEP_INSERT)
      write_insertion (composed, &b, b.step.length);
    else
      compose_piece (composed, &a, &b);

  return g_steal_pointer (&composed);
}

/* Whole lines first, then words, then what begins a line of its own. */
static int
insertion_class (const char *text, gsize length)
{
  if (text[length - 1] == '\n')
    return 0;

  return *text == '\n' || *text == '\r' ? 2 : 1;
}

/**
 * dovetail_text_insertion_compare:
 * @a: (array length=a_length): what one inserted; not empty
 * @a_length: its bytes
 * @b: (array length=b_length): what the other inserted at the same place; not empty
 * @b_length: its bytes
 *
 * Returns: less than, equal to or greater than 0 as @a stands before @b, is the same, stands behind it
 */
int
dovetail_text_insertion_compare (const char *a, gsize a_length, const char *b, gsize b_length)
{
  int difference = insertion_class (a, a_length) - insertion_class (b, b_length);

  if (difference == 0)
    difference = memcmp (a, b, MIN (a_length, b_length));
  if (difference == 0)
    difference = (a_length > b_length) - (a_length < b_length);

  return difference;
}

/* Two insertions at one place. What stands for the deleted text behind it comes behind what was only put
 * there. */
static int
compare_tied (const Reader *a, const Reader *b)
{
  int difference = (int) reader_replaces (a) - (int) reader_replaces (b);

  if (difference != 0)
    return difference;

  return dovetail_text_insertion_compare (reader_text (a), a->step.length, reader_text (b), b->step.length);
}

/* The insertion of one side, which the other has to step over. */
static void
carry_insertion (Reader *reader, DovetailTextOperation *own, DovetailTextOperation *other)
{
  gsize length = reader->step.length;

  dovetail_text_operation_retain (other, length);
  write_insertion (own, reader, length);
}

/* At least one side inserts here. */
static void
transform_insertions (Reader *a,
                      Reader *b,
                      DovetailTextOperation *a_after_b,
                      DovetailTextOperation *b_after_a)
{
  int order = a->step.kind == b->step.kind ? compare_tied (a, b) : a->step.kind == STEP_INSERT ? -1 : 1;

  if (order == 0)
    {
      dovetail_text_operation_retain (a_after_b, a->step.length);
      dovetail_text_operation_retain (b_after_a, b->step.length);
      reader_step (a);
      reader_step (b);
    }
  else if (order < 0)
    carry_insertion (a, a_after_b, b_after_a);
  else
    carry_insertion (b, b_after_a, a_after_b);
}

/* A piece of the base that both leave or delete. */
static void
transform_piece (Reader *a, Reader *b, DovetailTextOperation *a_after_b, DovetailTextOperation *b_after_a)
{
  gsize length = MIN (a->step.length, b->step.length);

  if (a->step.kind == STEP_RETAIN && b->step.kind == STEP_RETAIN)
    {
      dovetail_text_operation_retain (a_after_b, length);
      dovetail_text_operation_retain (b_after_a, length);
    }
  else if (b->step.kind == STEP_RETAIN)
    dovetail_text_operation_delete (a_after_b, length);
  else if (a->step.kind == STEP_RETAIN)
    dovetail_text_operation_delete (b_after_a, length);
  reader_consume (a, length);
  reader_consume (b, length);
}

/**
 * dovetail_text_operation_transform:
 * @a: an operation
 * @b: another of the same text
 * @a_after_b: (out) (transfer full): what @a does where @b was done before
 * @b_after_a: (out) (transfer full): what @b does where @a was done before
 *
 * Returns: whether the two are made for texts of one length; otherwise nothing is put out
 */
gboolean
dovetail_text_operation_transform (const DovetailTextOperation *a,
                                   const DovetailTextOperation *b,
                                   DovetailTextOperation **a_after_b,
                                   DovetailTextOperation **b_after_a)
{
  Reader a_reader = reader_start (a);
  Reader b_reader = reader_start (b);

  if (a->base_length != b->base_length)
    return FALSE;
  *a_after_b = dovetail_text_operation_new ();
  *b_after_a = dovetail_text_operation_new ();
  while (a_reader.step.kind != STEP_END || b_reader.step.kind != STEP_END)
    if (a_reader.step.kind == STEP_INSERT || b_reader.step.kind == STEP_INSERT)
      transform_insertions (&a_reader, &b_reader, *a_after_b, *b_after_a);
    else
      transform_piece (&a_reader, &b_reader, *a_after_b, *b_after_a);

  return TRUE;
}
