/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/caller.h"
#include "server/ledger-mutations.h"
#include "server/ledger-records.h"

G_BEGIN_DECLS

/* What the changes of a request will ask the ledger for, asked in one go before the first of them is looked at: which
 * of them were made before, and the records they are about. Each answer is given out once; who asks again, or for
 * something that was written since, has to ask the ledger. */
typedef struct _DovetailForesight DovetailForesight;

/* Answers are there once something else was asked, in the transaction it belongs to. */
DovetailForesight *dovetail_foresight_new           (DovetailLedger        *ledger,
                                                     const DovetailCaller  *caller,
                                                     GPtrArray             *changes, /* DovetailChange */
                                                     GError               **error);
void               dovetail_foresight_free          (DovetailForesight     *foresight);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DovetailForesight, dovetail_foresight_free)

/* FALSE: not foreseen. NULL: there is none. A foresight of NULL foresees nothing. */
gboolean           dovetail_foresight_take_record   (DovetailForesight     *foresight,
                                                     const char            *entity_type,
                                                     const char            *entity_id,
                                                     DovetailStored       **stored);
gboolean           dovetail_foresight_take_mutation (DovetailForesight     *foresight,
                                                     const char            *mutation_id,
                                                     DovetailMutation     **mutation);
/* The record is being written. */
void               dovetail_foresight_forget        (DovetailForesight     *foresight,
                                                     const char            *entity_type,
                                                     const char            *entity_id);

G_END_DECLS
