import fc from 'fast-check';
import { Demand } from '../load/demand';
import { Requests } from '../load/requests';
import { exampleWorkload } from '../testing/config';
import { Line } from './line';

test('who stays is served in the order of coming, and every number becomes free again', () => {
  const demand = new Demand(exampleWorkload());
  fc.assert(
    fc.property(fc.array(fc.constantFrom('join', 'serve', 'leave'), { maxLength: 100 }), fc.nat(), (steps, chosen) => {
      const requests = new Requests();
      const line = new Line(requests);
      const waiting: number[] = [];
      for (const step of steps) {
        if (step === 'join') {
          const id = requests.take(0, 1, demand);
          line.push(id);
          waiting.push(id);
        } else if (step === 'serve' && waiting.length > 0) {
          const id = line.shift();
          expect(id).toBe(waiting.shift());
          requests.release(id);
        } else if (step === 'leave' && waiting.length > 0) {
          const [id] = waiting.splice(chosen % waiting.length, 1);
          line.leave(id!);
          line.sweep();
        }
        expect(line.size).toBe(waiting.length);
      }
      while (line.size > 0) requests.release(line.shift());
      line.sweep();
      const ever = requests.used;
      for (let count = 0; count < ever; count++) requests.take(0, 1, demand);
      expect(requests.used).toBe(ever);
    }),
  );
});
