import { PolicyPack } from '@pulumi/policy';
import { policies } from './policies';

new PolicyPack('ml-scaling-lab', { policies: policies(), enforcementLevel: 'mandatory' });
