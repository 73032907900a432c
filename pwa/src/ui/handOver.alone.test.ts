// Handing a file over: shared where that is possible, downloaded where it is not, never both.
// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';
import * as saving from './download';
import { handOver } from './handOver';

const file = new File(['x'], 'a.pdf', { type: 'application/pdf' });
const share = vi.fn<() => Promise<void>>();

beforeEach(() => {
  share.mockReset().mockResolvedValue();
  vi.spyOn(saving, 'download').mockImplementation(() => undefined);
  Object.assign(navigator, { share, canShare: () => true });
});

test('a phone shares it', async () => {
  await handOver(file, true);
  expect(share).toHaveBeenCalledWith({ files: [file], title: 'a.pdf' });
  expect(saving.download).not.toHaveBeenCalled();
});

test('the office downloads it', async () => {
  await handOver(file, false);
  expect(share).not.toHaveBeenCalled();
  expect(saving.download).toHaveBeenCalledWith(file, 'a.pdf');
});

test('who closes the sheet wants no download', async () => {
  share.mockRejectedValue(new DOMException('', 'AbortError'));
  await handOver(file, true);
  expect(saving.download).not.toHaveBeenCalled();
});

test('where the tap was too long ago it is downloaded', async () => {
  share.mockRejectedValue(new DOMException('', 'NotAllowedError'));
  await handOver(file, true);
  expect(saving.download).toHaveBeenCalled();
});

test('where files cannot be shared it is downloaded', async () => {
  Object.assign(navigator, { canShare: () => false });
  await handOver(file, true);
  expect(saving.download).toHaveBeenCalled();
});
