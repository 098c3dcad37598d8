import { newSigningSecret, webhookSignature } from './webhook-signature.js';

describe('the signature of a webhook', () => {
  it('is that of the specification', () => {
    // The example that the reference libraries of Standard Webhooks test with.
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const webhook = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' };
    const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
    expect(webhookSignature([secret], webhook)).toBe(signature);
    expect(webhookSignature([newSigningSecret(), secret], webhook).split(' ')).toEqual([
      expect.stringMatching(/^v1,/),
      signature,
    ]);
  });

  it('is made with secrets of 32 random bytes', () => {
    const [one, other] = [newSigningSecret(), newSigningSecret()];
    expect(one).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(one).not.toBe(other);
  });
});
