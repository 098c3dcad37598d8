import { isOpenableAddress, isPublicAddress } from './address.js';

const PUBLIC = [
  '1.1.1.1',
  '93.184.215.14',
  '172.15.255.255',
  '172.32.0.1',
  '2606:4700::1111',
  '::ffff:1.1.1.1',
  '64:ff9b::1.1.1.1',
];
const PRIVATE = [
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '127.0.0.1',
  '127.8.8.8',
  '100.64.0.1',
  '::1',
  'fd12:3456::1',
  'fc00::1',
  '::ffff:10.0.0.1',
  '::ffff:7f00:1',
  '64:ff9b::127.0.0.1',
  '64:ff9b::c0a8:101',
];
const NEVER = [
  '169.254.169.254',
  '169.254.0.1',
  '168.63.129.16',
  '100.100.100.200',
  '192.0.0.192',
  'fd00:ec2::254',
  'fd00:0ec2:0:0::254',
  'fd20:ce::254',
  '::ffff:169.254.169.254',
  '64:ff9b::169.254.169.254',
  '0.0.0.0',
  '0.1.2.3',
  '192.0.2.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::127.0.0.1',
  '::1.1.1.1',
  '::ffff:0:127.0.0.1',
  '64:ff9b:1::1.1.1.1',
  '2002:7f00:1::',
  '2002:a00:1::1',
  '2001:0:1::1',
  '2001:db8::1',
  '3fff::1',
  '100::1',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  '4000::1',
  '',
  'localhost',
];

describe('addresses', () => {
  it.each(PUBLIC)('takes %s for public', (address) => {
    expect([isPublicAddress(address), isOpenableAddress(address)]).toEqual([true, true]);
  });

  it.each(PRIVATE)('takes %s for private: only an operator can open it', (address) => {
    expect([isPublicAddress(address), isOpenableAddress(address)]).toEqual([false, true]);
  });

  it.each(NEVER)('never dials "%s"', (address) => {
    expect([isPublicAddress(address), isOpenableAddress(address)]).toEqual([false, false]);
  });
});
