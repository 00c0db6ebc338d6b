import type { Readable } from 'node:stream';
import { ApiError } from './api-error';

/** Reads bodies with a bound for each, and a bound for all that are read at the same time. */
export class BodyReader {
  private held = 0;

  public constructor(
    private readonly maxBytes: number,
    private readonly maxBytesAtOnce: number,
  ) {}

  /**
   * @param announced the header Content-Length, if there is one
   * @throws ApiError too_large or overloaded; the rest of the body is thrown away as it comes
   */
  public async read(stream: Readable, announced: string | undefined): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      return await new Promise<Buffer>((resolve, reject) => {
        const refuse = (error: ApiError) => {
          stream.off('data', take);
          stream.resume();
          reject(error);
        };
        const take = (chunk: Buffer) => {
          size += chunk.length;
          this.held += chunk.length;
          if (size > this.maxBytes) refuse(this.tooLarge());
          else if (this.held > this.maxBytesAtOnce)
            refuse(new ApiError('overloaded', 'Too many requests send their bodies now. Try again soon.', [], 1));
          else chunks.push(chunk);
        };
        if (Number(announced ?? 0) > this.maxBytes) {
          refuse(this.tooLarge());
          return;
        }
        stream.on('data', take);
        stream.once('end', () => resolve(Buffer.concat(chunks)));
        stream.once('error', reject);
        stream.once('close', () => reject(new ApiError('invalid_request', 'The body ended before it was complete.')));
      });
    } finally {
      this.held -= size;
    }
  }

  private tooLarge(): ApiError {
    return new ApiError('too_large', `The body is larger than ${this.maxBytes} bytes.`);
  }
}
