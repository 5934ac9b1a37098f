/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the policies are called, and what each of them does, for people. */

#include "app/policy-words.h"

#include <glib/gi18n.h>

static const struct
{
  DovetailPolicy policy;
  const char *title;
  const char *sentence;
} policies[DOVETAIL_N_POLICIES] = {
  { DOVETAIL_POLICY_OPERATIONAL_TRANSFORM, N_ ("Merge, ask when unclear"),
    N_ ("Texts and tags are fitted together; you are asked only where that would make no sense.") },
  { DOVETAIL_POLICY_MANUAL_RESOLUTION, N_ ("Always ask"),
    N_ ("You decide every field that both sides changed differently.") },
  { DOVETAIL_POLICY_LAST_WRITE_WINS, N_ ("Take the newest"),
    N_ ("The later edit stays. The other one is kept in the history and can be restored.") },
  { DOVETAIL_POLICY_CLIENT_WINS, N_ ("Prefer this device"),
    N_ ("What you wrote here stays. The other side is kept in the history and can be restored.") },
  { DOVETAIL_POLICY_SERVER_WINS, N_ ("Prefer the server"),
    N_ ("What the server has stays. What you wrote is kept in the history and can be restored.") },
};

DovetailPolicy
dovetail_policy_words_nth (guint index)
{
  g_return_val_if_fail (index < DOVETAIL_N_POLICIES, DOVETAIL_POLICY_MANUAL_RESOLUTION);
  return policies[index].policy;
}

guint
dovetail_policy_words_index_of (DovetailPolicy policy)
{
  for (guint i = 0; i < DOVETAIL_N_POLICIES; i++)
    if (policies[i].policy == policy)
      return i;
  g_return_val_if_reached (0);
}

const char *
dovetail_policy_words_title (DovetailPolicy policy)
{
  return _ (policies[dovetail_policy_words_index_of (policy)].title);
}

const char *
dovetail_policy_words_sentence (DovetailPolicy policy)
{
  return _ (policies[dovetail_policy_words_index_of (policy)].sentence);
}
