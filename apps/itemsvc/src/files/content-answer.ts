import { StreamableFile } from '@nestjs/common';
import type { FileContent } from './files.service.js';

/** A content as it is sent: to be kept, and never run by a browser on behalf of this host. */
export function contentAnswer({ stream, version, name }: FileContent): StreamableFile {
  return new StreamableFile(stream, {
    type: version._contentType,
    length: version._size,
    disposition: `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
  });
}
