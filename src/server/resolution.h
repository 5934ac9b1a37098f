/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/writer.h"
#include "wire/conflicts.h"

G_BEGIN_DECLS

/* What an answer does to record and conflict. */

/* Whether a field of the conflict changed since the version that the answer was given on. */
gboolean          dovetail_resolution_moved  (DovetailWriter               *writer,
                                              DovetailConflict             *conflict,
                                              const DovetailStored         *stored,
                                              gint64                        version,
                                              gboolean                     *moved,
                                              GError                      **error);
/* The conflict with the record as it is now for theirs. */
gboolean          dovetail_resolution_renew  (DovetailWriter               *writer,
                                              DovetailConflict             *conflict,
                                              const DovetailStored         *stored,
                                              DovetailConflict            **fresh,
                                              GError                      **error);
/* A closed conflict of its own that keeps a hand-made answer which came too late, as mine; the same for the same request.
 * stored NULL: the record is gone, tombstone and all. */
DovetailConflict *dovetail_resolution_keep   (DovetailConflict             *conflict,
                                              const DovetailStored         *stored,
                                              const DovetailResolveRequest *request,
                                              const DovetailCaller         *caller,
                                              gint64                        now);
/* Of an answer taken back: what was put together by hand, and theirs where something else takes their place. NULL: nothing. */
DovetailConflict *dovetail_resolution_keep_answer (DovetailConflict             *former,
                                                   const DovetailStored         *stored,
                                                   const DovetailResolveRequest *request,
                                                   gint64                        now);
DovetailConflict *dovetail_resolution_keep_theirs (DovetailConflict             *former,
                                                   const DovetailStored         *stored,
                                                   const DovetailResolveRequest *request,
                                                   gint64                        now);
/* The conflict closed with the answer, and the record's data with it. */
DovetailConflict *dovetail_resolution_close  (DovetailConflict             *conflict,
                                              const DovetailStored         *stored,
                                              const DovetailResolveRequest *request,
                                              gint64                        now,
                                              JsonNode                    **data);
/* The conflict open again: fields that still hold the answer go back, fields changed since become theirs. */
DovetailConflict *dovetail_resolution_reopen (DovetailConflict             *conflict,
                                              const DovetailStored         *stored,
                                              JsonNode                    **data);
/* Stores the data, unless it is what is there; then after is NULL. */
gboolean          dovetail_resolution_store  (DovetailWriter               *writer,
                                              const DovetailStored         *stored,
                                              JsonNode                     *data,
                                              const DovetailAuthorship     *act,
                                              DovetailStored              **after,
                                              GError                      **error);
/* The conflict with what became of its fields, once that is stored. */
DovetailConflict *dovetail_resolution_finish (DovetailConflict             *conflict,
                                              const DovetailStored         *before,
                                              const DovetailStored         *after);

G_END_DECLS
