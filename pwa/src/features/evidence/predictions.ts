// Evidence: how attaching and taking back photos shows before the server has answered.
import { readSealed } from '@/lib/facts';
import type { Prediction, Predictions, PredictionTx } from '@/local/model';

/** The new photo takes the refused one's place in the closed visit's list. */
async function takePlace(tx: PredictionTx, oldId: string, newId: string): Promise<void> {
  const old = await tx.get('photo', oldId);
  const visit = old?.subject_kind === 'visit' ? await tx.get('visit', old.subject_id) : undefined;
  if (visit) {
    const photo_ids = visit.photo_ids.map((id) => (id === oldId ? newId : id));
    await tx.patch('visit', visit.id, { photo_ids });
  }
  await tx.remove('photo', oldId);
}

const attach: Prediction<'photo.attach'> = async (tx, args, { user }) => {
  const { photo_id, replaces, seal, ...told } = args;
  await tx.needs(args.subject_kind, args.subject_id);
  const owner = { owner_id: user.id, owner_name: user.name };
  // Only the hash of the sealed facts comes with the server's row.
  const sealed = {
    seal: seal ? ('signed' as const) : ('none' as const),
    facts_hash: '',
    ...(seal ? readSealed(seal.facts) : { fix_age_s: null, skew_ms: null }),
  };
  await tx.put('photo', photo_id, {
    ...told,
    ...owner,
    ...sealed,
    blob: 'missing',
    refusal: null,
    marks: [],
  });
  if (replaces) await takePlace(tx, replaces, photo_id);
};

const detach: Prediction<'photo.detach'> = async (tx, { photo_id }) => {
  await tx.needsAll('photo', photo_id);
  await tx.remove('photo', photo_id);
};

const annotate: Prediction<'photo.annotate'> = async (tx, { photo_id, marks }) => {
  await tx.needs('photo', photo_id);
  await tx.patch('photo', photo_id, { marks });
};

export const predictions: Predictions = {
  'photo.attach': attach,
  'photo.detach': detach,
  'photo.annotate': annotate,
};
