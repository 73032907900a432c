// 常用语: what the guide calls bad becomes a chip, and earlier notes come first.
import { expect, it } from 'vitest';
import { phrasesFor, phrasesOfGuide, withPhrase } from './phrases';

it('takes the bad findings out of a guide', () => {
  expect(phrasesOfGuide('对照系统里的现行版本逐项看;缺项、过期、被遮挡均不合格')).toEqual([
    ...['缺项', '过期', '被遮挡'],
  ]);
  expect(phrasesOfGuide('现场拨打一次公示电话;打不通记不合格')).toEqual(['打不通']);
  expect(phrasesOfGuide('标识缺失或长期无人记不合格')).toEqual(['标识缺失', '长期无人']);
  expect(phrasesOfGuide('连续观察3笔业务')).toEqual([]);
});

it('offers earlier notes first, each once, five at most', () => {
  const notes = ['地面有积水', '地面有积水 ', '未放提示牌'];
  expect(phrasesFor('2处以上不洁记不合格', notes)).toEqual([
    '地面有积水',
    '未放提示牌',
    '2处以上不洁',
  ]);
  expect(phrasesFor('', ['甲一', '乙一', '丙一', '丁一', '戊一', '己一'])).toHaveLength(5);
});

it('adds a phrase to what was typed, once', () => {
  expect(withPhrase('', '过期')).toBe('过期');
  expect(withPhrase('公示栏', '过期')).toBe('公示栏;过期');
  expect(withPhrase('公示栏;过期', '过期')).toBe('公示栏;过期');
});
