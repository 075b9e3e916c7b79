import { expect, test } from '@jest/globals';
import { refused } from '../../../src/clients/registry/error.ts';

const hintOf = (server: string, status: number) =>
  refused(
    `reading ${server}/app:1`,
    server,
    { status, headers: {}, body: Buffer.from('Not Authorized') },
    {
      access: 'pull',
    },
  ).hint;

test.each([
  '123456789012.dkr.ecr.eu-central-1.amazonaws.com',
  '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn',
  '123456789012.dkr.ecr-fips.us-east-1.amazonaws.com',
  '123456789012.dkr-ecr.us-east-1.on.aws',
  'public.ecr.aws',
])('names the login action in the hint for a missing login to %s', (server) => {
  expect(hintOf(server, 401)).toMatch(`Log in to ${server} with aws-actions/amazon-ecr-login`);
  expect(hintOf(server, 403)).not.toContain('amazon-ecr-login');
});

test.each(['ghcr.io', 'dkr.ecr.eu-central-1.amazonaws.com.evil.example', 'ecr.example.com'])(
  'does not give the hint for AWS for %s',
  (server) => {
    expect(hintOf(server, 401)).not.toContain('amazon-ecr-login');
  },
);
