import type { Lesson } from '../exercise';
import { ASYNC } from './async';
import { AUTOSCALING } from './autoscaling';
import { KSERVE } from './kserve';
import { LLM } from './llm';
import { LOAD_TESTING } from './load-testing';
import { QUANTIZATION } from './quantization';
import { SET_UP } from './set-up';
import { TRADE_OFFS } from './trade-offs';

/** In the order of the course. */
export const LESSONS: readonly Lesson[] = [SET_UP, LOAD_TESTING, AUTOSCALING, ASYNC, QUANTIZATION, TRADE_OFFS, KSERVE, LLM];
